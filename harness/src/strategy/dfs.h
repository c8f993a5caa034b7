#pragma once

#include <string>
#include <vector>

#include "engine/rng.h"
#include "strategy/splittable.h"

namespace heddle::strategy {

// Every schedule, one after the other, depth first. The alternatives of a decision, in order: the
// current goroutine if it is ready, the others by ordinal, the clock if it is on offer. So the
// first schedule is the default order, and the last decisions vary fastest.
//
// With a preemption bound only schedules with at most that many preemptions are seen (switching
// away at a yield is none, nor is an early firing); Musuvathi and Qadeer, "Iterative context
// bounding for systematic testing of multithreaded programs", PLDI 2007.
//
// random_u64 is not enumerated: its bits come from the seed of the first run, the same in every
// run. What is enumerated therefore names the seed for programs that use it.
//
// A run follows the decisions of the one before up to the last that has an alternative left, and
// must meet the same decisions on its way. If it does not, the program depends on something else
// than its schedule. A function-local static does that once, when it is first initialised, so the
// search then starts again from the beginning, up to `restarts_max` times; after that it ends, and
// claims nothing.
//
// Split, the search has two parts (strategy/splittable.h): all that has in common the alternative
// taken at the first place that has another one, and what is left there. A part leaves alone the
// places in front of it; its schedules come in the same order as in the whole.
class Dfs final : public Splittable {
 public:
  static constexpr std::uint32_t restarts_max = 8;

  // A negative bound is none.
  explicit Dfs(std::int32_t bound);

  std::string spec() const override;
  bool begin_run(std::uint64_t index, std::uint64_t seed) override;
  engine::Goroutine* pick(const engine::Choice& choice) override;
  std::uint32_t choose(engine::DecisionKind kind, std::uint32_t n, std::uint32_t check) override;
  std::uint64_t random_bits(std::uint32_t check) override;
  std::uint32_t early_firings() const override { return 1; }
  void end_run(const engine::RunEnd& end) override { run_cut_ |= end.cut; }
  // False also when the bound kept the search from an alternative: then all schedules within the
  // bound were seen, and there are others. And when a run was cut.
  bool exhaustive() const override { return !gave_up_ && !bound_cut_ && !run_cut_; }
  std::int32_t exhausted_bound() const override {
    return bound_cut_ && !gave_up_ && !run_cut_ ? bound_ : -1;
  }
  std::size_t save(std::span<std::byte> room) const noexcept override;
  void resume(std::span<const std::byte> saved) override;

  bool can_split() const override { return true; }
  bool poise() override;
  bool split(const Bytes& start, std::vector<Bytes>& parts) override;
  Tear tear() const override { return lost_ ? Tear::lost : Tear::none; }
  void begin_again() override;

  // Where two runs differed although they had taken the same decisions, in one sentence; empty if
  // that never happened.
  const std::string& nondeterminism() const noexcept { return nondeterminism_; }

 private:
  struct Place {
    std::uint32_t taken;  // ordinal, 0 for the clock; or the value
    std::uint32_t index;  // of what was taken among the alternatives
    std::uint32_t count;  // of alternatives
    std::uint32_t check;  // the running hash when it was met first
  };
  enum class Arrival : std::uint8_t {
    again,     // take what was taken before
    advanced,  // take the alternative after `taken`: its index has been moved on already
    first,     // a new place: take the first
    lost,      // the run has left the known path
  };

  // What is saved in front of the path.
  struct Saved {
    std::uint64_t places;
    std::uint64_t depth;
    std::uint64_t seed;
    std::uint32_t restarts;
    std::uint64_t floor;
    bool started, lost, gave_up, bound_cut, run_cut, is_part, poised;
  };

  Arrival arrive(std::uint32_t count, std::uint32_t check);
  bool advance();
  bool backtrack();
  void lose(const std::string& what);

  std::vector<Place> path_;
  std::size_t depth_ = 0;     // places met in this run
  std::size_t followed_ = 0;  // places of this run that were there before it
  std::int32_t bound_;
  std::int32_t preemptions_ = 0;
  std::uint32_t restarts_ = 0;
  bool started_ = false;
  bool lost_ = false;
  bool gave_up_ = false;
  bool bound_cut_ = false;
  bool run_cut_ = false;
  std::size_t floor_ = 0;  // places in front of this part of the search
  bool is_part_ = false;
  bool poised_ = false;
  std::uint64_t seed_ = 0;
  engine::Rng rng_{0};
  std::string nondeterminism_;
};

}  // namespace heddle::strategy
