#pragma once

// Replaying a finding with a recorder: makes its trace, and shows whether it comes again.

#include <heddle/trace/trace.h>

#include <optional>
#include <string>

#include "search/execute.h"
#include "search/target.h"

namespace heddle::search {

// A finding that has been replayed.
struct Confirmed {
  // Enriched; of kind nondeterminism when it did not come again. A possible finding that did not
  // come again although the schedule was followed was none: its message is empty.
  trace::Finding finding;
  trace::Trace trace;  // of the replay; `finding` is its first
};

// What a replay showed.
struct Replayed {
  Execution execution;
  std::string divergence;  // the first difference to the schedule; empty when it was followed
  trace::Trace trace;
};

// Replays in this process, with the early firings that the schedule allows.
Replayed replay_here(engine::Run& run, const Target& target, RunChoice choice,
                     const std::string& schedule, Record& record);

// The trace of a replay with its findings explained. What was expected comes first; if it did not
// come again, or the schedule could not be followed, there is one finding: nondeterminism.
trace::Trace judged(const std::optional<trace::Finding>& expected, Replayed replayed);

// Compares a replay with what was found before.
Confirmed confirm(const trace::Finding& finding, Replayed replayed);

}  // namespace heddle::search
