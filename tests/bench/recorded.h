#pragma once

// A run that is recorded or not, and the trace of it.

#include <heddle/scenario.h>
#include <heddle/trace/trace_file.h>

#include <cstdint>
#include <memory>

#include "engine/run.h"
#include "search/execute.h"

namespace heddle::bench {

// One run of a scenario, with a recorder or without.
class Recorded {
 public:
  explicit Recorded(const Scenario& scenario);

  void run(bool recorded);
  // Of the last run that was recorded.
  std::uint64_t events() { return record_.recorder().header().events; }

  trace::Trace trace();

 private:
  search::Target target_;
  search::Record record_;
  engine::Run run_;
  std::unique_ptr<engine::Strategy> strategy_;
  std::uint64_t runs_ = 0;
};

}  // namespace heddle::bench
