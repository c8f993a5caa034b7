#pragma once

// Runs a program under a strategy until that says that there are no more runs.

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "engine/run.h"
#include "strategy/factory.h"

namespace heddle::dpor_test {

struct Exploration {
  std::uint64_t runs = 0;
  std::uint64_t cut = 0;
  std::uint64_t classes = 0;    // as the strategy counts them
  std::uint64_t redundant = 0;  // runs that were neither cut nor counted
  bool ended = false;           // before `runs_most`
  bool exhaustive = false;
  std::set<trace::Kind> kinds;                             // of findings
  std::map<std::uint64_t, std::uint64_t> seen;             // of what `look` returned: how often
  std::map<std::uint64_t, std::uint64_t> classes_of_runs;  // by RunResult::class_hash: how often
};

class Explorer {
 public:
  explicit Explorer(const std::function<void()>& body) : body_(body) {
    program_ = engine::program_of(body_);
    program_.detect_races = false;
  }
  Explorer(const Explorer&) = delete;
  Explorer& operator=(const Explorer&) = delete;

  engine::Program& program() noexcept { return program_; }
  engine::Run& run() noexcept { return run_; }

  // `look` is called after each run that was not cut.
  Exploration explore(engine::Strategy& strategy, std::uint64_t runs_most,
                      const std::function<std::uint64_t()>& look = {}, std::uint32_t early = 1);
  Exploration explore(const std::string& spec, std::uint64_t runs_most,
                      const std::function<std::uint64_t()>& look = {}, std::uint32_t early = 1);

 private:
  static constexpr std::uint64_t capacity = 1 << 16;
  std::function<void()> body_;
  engine::Program program_;
  engine::Run run_;
  std::vector<std::byte> memory_ = std::vector<std::byte>(engine::DecisionLog::bytes_for(capacity));
};

}  // namespace heddle::dpor_test
