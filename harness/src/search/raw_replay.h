#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/strategy.h"

namespace heddle::search {

// Takes the decisions of a log again, goroutines by ordinal: what a process that died had written
// ahead, before there is a table of goroutines to make a schedule of. Where the run does not follow
// it goes on with what comes first; whoever asks compares the logs.
class RawReplay final : public engine::Strategy {
 public:
  explicit RawReplay(std::vector<engine::Decision> decisions) : decisions_(std::move(decisions)) {}

  std::string spec() const override { return "replay"; }
  bool begin_run(std::uint64_t, std::uint64_t) override {
    next_ = 0;
    return true;
  }
  engine::Goroutine* pick(const engine::Choice& choice) override {
    const std::uint32_t wanted = take(engine::DecisionKind::goroutine);
    if (wanted == 0 && choice.clock) return nullptr;
    for (std::uint32_t i = 0; i < choice.count; ++i) {
      if (choice.ready[i]->ordinal == wanted) return choice.ready[i];
    }
    return choice.ready[0];
  }
  std::uint32_t choose(engine::DecisionKind kind, std::uint32_t n, std::uint32_t) override {
    const std::uint32_t value = take(kind);
    return value < n ? value : 0;
  }
  std::uint64_t random_bits(std::uint32_t) override {
    std::uint64_t bits = take(engine::DecisionKind::random_low);
    bits |= std::uint64_t{take(engine::DecisionKind::random_middle)} << 28;
    bits |= std::uint64_t{take(engine::DecisionKind::random_high)} << 56;
    return bits;
  }

 private:
  std::uint32_t take(engine::DecisionKind kind) {
    if (next_ == decisions_.size() || decisions_[next_].kind != kind) return 0;
    return decisions_[next_++].value;
  }
  std::vector<engine::Decision> decisions_;
  std::size_t next_ = 0;
};

}  // namespace heddle::search
