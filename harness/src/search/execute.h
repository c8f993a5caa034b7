#pragma once

// One run, recorded, and the trace made of it.

#include <heddle/trace/trace.h>

#include <cstdint>
#include <string>
#include <vector>

#include "engine/recorder.h"
#include "engine/run.h"
#include "engine/strategy.h"
#include "search/mapping.h"
#include "search/target.h"

namespace heddle::search {

// How the run left a goroutine that had not ended.
struct Ending {
  std::uint32_t ordinal = 0;
  trace::State state = trace::State::fresh;
  trace::OpKind pending = trace::OpKind::none;
  trace::Site at;
  std::vector<std::uint32_t> waits_for;  // objects
};

// What one recorded run showed, apart from what the recorder holds.
struct Execution {
  std::vector<trace::Finding> findings;
  std::vector<Ending> endings;
  bool exhausted = false;  // the strategy had no further run: nothing happened
  bool ended = false;      // the process lived to the end of the run
  std::string cut;         // why the run was given up, or empty
  std::uint64_t steps = 0;
  std::uint64_t decisions = 0;
  std::uint64_t preemptions = 0;
  std::uint64_t hash = 0;
  std::vector<std::string> interruptions;  // the first ones, see search/interruptions.h
};

// The recorder's block and the decision log of one recorded run, in memory that may be shared.
class Record {
 public:
  explicit Record(const engine::Program& program);
  engine::Recorder& recorder() noexcept { return recorder_; }
  engine::DecisionLog log() const noexcept { return log_.log(); }

 private:
  SharedLog log_;
  Mapping block_;
  engine::Recorder recorder_;
};

// Which run of which campaign, and how it takes its decisions.
struct RunChoice {
  std::string strategy;    // as it goes into the trace
  std::uint64_t seed = 0;  // of the campaign
  std::uint64_t run = 0;
  std::uint32_t early = 0;
  // Whether places in system headers and in compiled code are looked up in the debug information,
  // which a fresh process has to read first. Nothing that is decided depends on it.
  bool named = true;
};

// Executes the target once; the strategy's begin_run is called here.
Execution execute(engine::Run& run, const Target& target, engine::Strategy& strategy,
                  const RunChoice& choice, Record& record);

// Makes the trace of an execution, which may have taken place in another process. The schedule is
// made of the record too.
trace::Trace make_trace(const Target& target, const RunChoice& choice, Record& record,
                        const Execution& execution);

}  // namespace heddle::search
