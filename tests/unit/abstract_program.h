#pragma once

// Programs that are nothing but numbers of steps, to try strategies on without the engine.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/rng.h"
#include "engine/strategy.h"
#include "strategy/factory.h"
#include "strategy/schedule.h"

namespace heddle::strategy {

inline std::unique_ptr<engine::Strategy> strategy_of(std::string_view spec, int bound = -1) {
  std::string error;
  auto strategy = make_strategy(spec, bound, error);
  EXPECT_NE(strategy, nullptr) << error;
  return strategy;
}

// A program without objects: goroutine i (ordinal i + 1) makes steps[i] steps and ends. Main is the
// creator of all others, which are all there from the start.
struct Abstract {
  std::vector<std::uint32_t> steps;
  bool clock = false;        // an early firing is on offer at the first decision
  std::uint32_t values = 0;  // the last step of goroutine 1 takes one of so many values

  struct Outcome {
    std::string order;  // a letter for each step, '+' for the clock, a digit for the value
    std::uint32_t preemptions = 0;
    std::vector<Schedule::Step> log;
  };

  Outcome run(engine::Strategy& strategy) const {
    std::vector<engine::Goroutine> all(steps.size());
    std::vector<engine::Goroutine*> ready;
    std::vector<std::uint32_t> left = steps;
    for (std::uint32_t i = 0; i < all.size(); ++i) {
      all[i].ordinal = i + 1;
      if (i > 0) {
        all[i].creator = &all[0];
        all[i].child_index = i;
      } else {
        all[i].child_index = 1;
      }
      strategy.spawned(all[i]);
      // Not in the order of their ordinals, as in a real run.
      ready.insert(ready.begin(), &all[i]);
    }
    Outcome outcome;
    engine::Goroutine* current = nullptr;
    bool clock_left = clock;
    while (!ready.empty()) {
      engine::Goroutine* next = ready[0];
      const auto check = static_cast<std::uint32_t>(hash(outcome.order));
      const bool current_ready = std::find(ready.begin(), ready.end(), current) != ready.end();
      if (ready.size() > 1 || clock_left) {
        next = strategy.pick({ready.data(), static_cast<std::uint32_t>(ready.size()), current,
                              current_ready, clock_left, outcome.order.size(), check});
        outcome.log.push_back(
            {{engine::DecisionKind::goroutine, next == nullptr ? 0 : next->ordinal}, check, true});
      }
      if (next == nullptr) {
        EXPECT_TRUE(clock_left);
        clock_left = false;
        outcome.order += '+';
        continue;
      }
      EXPECT_NE(std::find(ready.begin(), ready.end(), next), ready.end());
      if (current_ready && next != current) ++outcome.preemptions;
      current = next;
      outcome.order += static_cast<char>('a' + next->ordinal - 1);
      if (--left[next->ordinal - 1] > 0) continue;
      ready.erase(std::find(ready.begin(), ready.end(), next));
      if (next->ordinal == 1 && values > 1) {
        const auto value_check = static_cast<std::uint32_t>(hash(outcome.order));
        const std::uint32_t value =
            strategy.choose(engine::DecisionKind::choice, values, value_check);
        outcome.order += static_cast<char>('0' + value);
        outcome.log.push_back({{engine::DecisionKind::choice, value}, value_check, true});
      }
    }
    strategy.end_run({outcome.order.size(), outcome.log.size(),
                      static_cast<std::uint32_t>(all.size()), false, false});
    return outcome;
  }

  static std::uint64_t hash(const std::string& text) {
    std::uint64_t h = 1;
    for (const char c : text) h = engine::combine(h, static_cast<unsigned char>(c));
    return h;
  }
};

}  // namespace heddle::strategy
