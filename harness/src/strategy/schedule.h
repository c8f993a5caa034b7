#pragma once

// A schedule: the decisions of a run, as data and as a short text that can be pasted into a bug
// report (docs/schedules.md has its grammar). Goroutines are named by identity (who created them,
// as its how-manieth), so a schedule does not depend on the order in which unrelated goroutines
// happened to start.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/decision.h"

namespace heddle::engine {
class Run;
}

namespace heddle::strategy {

// Limits of a schedule: a text of a few bytes must not be able to fill the memory.
inline constexpr std::uint32_t schedule_steps_max = 1U << 24;
inline constexpr std::uint32_t schedule_goroutines_max = 1U << 21;
inline constexpr std::uint64_t schedule_identity_bytes_max = 1ULL << 26;  // of all paths together

struct Schedule {
  struct Step {
    // For DecisionKind::goroutine: 0 is the clock, else 1 + index in `goroutines`.
    engine::Decision decision;
    std::uint32_t check = 0;
    bool has_check = false;  // the text form keeps only some of the checks
    friend bool operator==(const Step&, const Step&) = default;
  };
  std::string scenario;
  bool fixed = false;       // of the repaired twin
  bool memory = false;      // accesses to shared plain memory were decisions
  std::uint32_t early = 0;  // early firings that were allowed
  // Identity paths: "0" is main, "0.2" its 2nd goroutine, "c2" the 2nd that nobody (main) or the
  // clock started.
  std::vector<std::string> goroutines;
  std::vector<Step> steps;
  std::uint32_t check_mask = 0xffffffff;  // the bits of the checks that are known
  friend bool operator==(const Schedule&, const Schedule&) = default;
};

// The identity path of a goroutine of the current or last run.
std::string identity_path(const engine::Run& run, std::uint32_t ordinal);

// From the log of the run that `run` executed last. Of a run with more than schedule_steps_max
// decisions it is the beginning.
Schedule make_schedule(std::string scenario, bool fixed, std::uint32_t early,
                       const engine::Run& run, const engine::DecisionLog& log, bool memory = false);
// The same for a run of another process: `goroutines` of them, whose paths `path` tells.
Schedule make_schedule(std::string scenario, bool fixed, std::uint32_t early,
                       std::uint32_t goroutines,
                       const std::function<std::string(std::uint32_t ordinal)>& path,
                       const engine::DecisionLog& log, bool memory = false);

// "h1:..." : versioned, run-length coded, with a checksum at the end; printable, without spaces or
// anything a shell takes for its own. The text keeps the lowest byte of every 8th check and of the
// last; apart from that, reading it back gives the same schedule.
std::string to_text(const Schedule& schedule);

// Why a text is no schedule, and where: the offset of the byte, counted from 0.
struct ScheduleError {
  std::size_t offset = 0;
  std::string message;  // without the place
};
// Any bytes give a schedule or an error. A schedule is given only for a text that to_text writes.
std::optional<Schedule> parse_schedule(std::string_view text, ScheduleError& error);

}  // namespace heddle::strategy
