// Busy-waiting programs end under every strategy.

#include <gtest/gtest.h>
#include <heddle/heddle.h>

#include "strategies/body_runner.h"

namespace heddle {
namespace {

using namespace std::chrono_literals;

// Without giving way.
void spins() {
  auto& ready = *make<Atomic<bool>>(false);
  auto& all = *make<WaitGroup>();
  for (int i = 0; i < 2; ++i) {
    all.go([&] {
      while (!ready.load()) {
      }
    });
  }
  all.go([&] { ready.store(true); });
  all.wait();
}

// Two goroutines in turn, each waiting for the other.
void takes_turns() {
  auto& turn = *make<Atomic<int>>(0);
  auto& all = *make<WaitGroup>();
  for (int me = 0; me < 2; ++me) {
    all.go([&turn, me] {
      for (int round = 0; round < 3; ++round) {
        while (turn.load() != me) yield();
        turn.store(1 - me);
      }
    });
  }
  all.wait();
}

void tries_to_lock() {
  auto& lock = *make<Mutex>();
  auto& all = *make<WaitGroup>();
  for (int i = 0; i < 3; ++i) {
    all.go([&lock] {
      while (!lock.try_lock()) yield();
      lock.unlock();
    });
  }
  all.wait();
}

void polls_a_channel() {
  auto values = make_chan<int>(1);
  auto& all = *make<WaitGroup>();
  all.go([=] {
    while (values.len() == 0) {
    }
    values.recv();
  });
  all.go([=] {
    sleep(1ms);
    values.send(1);
  });
  all.wait();
}

void exchanges_until_it_fits() {
  auto& number = *make<Atomic<int>>(0);
  auto& all = *make<WaitGroup>();
  for (int i = 0; i < 3; ++i) {
    all.go([&number] {
      for (;;) {
        const int before = number.load();
        if (number.compare_and_swap(before, before + 1)) return;
      }
    });
  }
  all.wait();
  check(number.load() == 3, "everybody has counted");
}

struct Program {
  const char* name;
  void (*body)();
};

constexpr Program programs[] = {
    {"spins", spins},
    {"takes_turns", takes_turns},
    {"tries_to_lock", tries_to_lock},
    {"polls_a_channel", polls_a_channel},
    {"exchanges_until_it_fits", exchanges_until_it_fits},
};

class Spinning : public testing::TestWithParam<const char*> {};

TEST_P(Spinning, ends) {
  for (const Program& program : programs) {
    const Scenario scenario{.name = program.name, .body = program.body};
    Options options;
    options.strategy = GetParam();
    options.runs = 200;
    options.seed = 1;
    options.keep_going = true;
    const Report report = explore(scenario, options);
    EXPECT_TRUE(report.ok()) << report;
    EXPECT_EQ(report.cut_runs(), 0U) << report;
    EXPECT_GE(report.runs(), 1U);
  }
}

INSTANTIATE_TEST_SUITE_P(Strategies, Spinning,
                         testing::Values("random", "pct:depth=3", "pct:depth=20", "pos", "urw",
                                         "surw", "rfc", "burst", "portfolio", "delay:bound=1",
                                         "default", "round-robin"),
                         strategy::test_name);

}  // namespace
}  // namespace heddle
