// The class hash tells happens-before classes apart, and nothing else.

#include "engine/class_hash.h"

#include <gtest/gtest.h>
#include <heddle/heddle.h>

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/run.h"
#include "strategy/factory.h"

namespace heddle {
namespace {

using namespace std::chrono_literals;

struct Seen {
  std::set<std::uint64_t> classes;
  std::uint64_t runs = 0;
  bool all = false;
};

// Every run of a body, under a strategy that ends by itself or for so many runs.
Seen see(const std::function<void()>& body, const char* spec = "dfs", std::uint64_t runs = 200'000,
         std::uint32_t early = 0) {
  const engine::Program program = engine::program_of(body);
  constexpr std::uint64_t capacity = 1 << 16;
  std::vector<std::byte> memory(engine::DecisionLog::bytes_for(capacity));
  const engine::DecisionLog log(reinterpret_cast<engine::DecisionLog::Memory*>(memory.data()),
                                capacity);
  std::string error;
  const auto strategy = strategy::make_strategy(spec, -1, error);
  EXPECT_NE(strategy, nullptr) << error;
  engine::Run run;
  run.count_classes(true);
  Seen seen;
  for (; seen.runs < runs; ++seen.runs) {
    if (!strategy->begin_run(seen.runs, engine::combine(7, seen.runs))) {
      seen.all = strategy->exhaustive();
      break;
    }
    const engine::RunResult result = run.execute(program, *strategy, log, early);
    strategy->end_run({result.steps, result.decisions, result.goroutines, result.cut != nullptr,
                       !run.findings().empty()});
    EXPECT_NE(result.class_hash, 0u);
    seen.classes.insert(result.class_hash);
  }
  return seen;
}

std::size_t classes_of(const std::function<void()>& body, std::uint32_t early = 0) {
  const Seen seen = see(body, "dfs", 200'000, early);
  EXPECT_TRUE(seen.all);
  return seen.classes.size();
}

std::size_t factorial(std::size_t n) { return n < 2 ? 1 : n * factorial(n - 1); }

// --- Programs whose numbers of classes are known ------------------------------------------------

void add_each(int n) {
  auto& counter = *make<Atomic<int>>(0);
  for (int i = 0; i < n; ++i) go([&counter] { counter.add(1); });
}

TEST(ClassHash, AtomicAddsInAnyOrder) {
  for (int n = 1; n <= 5; ++n) {
    EXPECT_EQ(classes_of([n] { add_each(n); }), factorial(static_cast<std::size_t>(n))) << n;
  }
}

TEST(ClassHash, ReadersOfOneWrite) {
  for (int n = 1; n <= 4; ++n) {
    const auto body = [n] {
      auto& flag = *make<Atomic<int>>(0);
      go([&flag] { flag.store(1); });
      for (int i = 0; i < n; ++i) go([&flag] { (void)flag.load(); });
    };
    EXPECT_EQ(classes_of(body), std::size_t{1} << n) << n;
  }
}

TEST(ClassHash, LocksInAnyOrder) {
  for (int n = 1; n <= 4; ++n) {
    const auto body = [n] {
      auto& mutex = *make<Mutex>();
      for (int i = 0; i < n; ++i) {
        go([&mutex] {
          mutex.lock();
          mutex.unlock();
        });
      }
    };
    EXPECT_EQ(classes_of(body), factorial(static_cast<std::size_t>(n))) << n;
  }
}

// Two goroutines, k rounds on one lock: C(2k, k).
TEST(ClassHash, RoundsOfALock) {
  const std::size_t expected[] = {1, 2, 6, 20};
  for (int k = 1; k <= 3; ++k) {
    const auto body = [k] {
      auto& mutex = *make<Mutex>();
      for (int i = 0; i < 2; ++i) {
        go([&mutex, k] {
          for (int round = 0; round < k; ++round) {
            mutex.lock();
            mutex.unlock();
          }
        });
      }
    };
    EXPECT_EQ(classes_of(body), expected[k]) << k;
  }
}

// Store buffering: (0,1), (1,0) and (1,1), each one class.
TEST(ClassHash, StoreBuffering) {
  EXPECT_EQ(classes_of([] {
              auto& x = *make<Atomic<int>>(0);
              auto& y = *make<Atomic<int>>(0);
              go([&] {
                x.store(1);
                (void)y.load();
              });
              go([&] {
                y.store(1);
                (void)x.load();
              });
            }),
            3u);
}

TEST(ClassHash, SeparateObjectsAreOneClass) {
  const Seen seen = see([] {
    for (int i = 0; i < 3; ++i) {
      go([] {
        Atomic<int> own{0};
        own.store(1);
        own.add(2);
      });
    }
  });
  EXPECT_GT(seen.runs, 1000u);
  EXPECT_EQ(seen.classes.size(), 1u);
}

// A receiver that waits and one that comes later do the same.
TEST(ClassHash, WhoWaitsOnAChannelMakesNoDifference) {
  const Seen one = see([] {
    const Chan<int> values = make_chan<int>();
    go([values] { values.send(1); });
    go([values] { (void)values.recv(); });
  });
  EXPECT_GT(one.runs, 1u);
  EXPECT_EQ(one.classes.size(), 1u);
  // Two senders: who is first.
  EXPECT_EQ(classes_of([] {
              const Chan<int> values = make_chan<int>(1);
              go([values] { values.send(1); });
              go([values] { values.send(2); });
              go([values] {
                (void)values.recv();
                (void)values.recv();
              });
            }),
            2u);
}

// Three Dones commute, and whether Wait comes before or after the last makes no difference.
TEST(ClassHash, DoneCommutes) {
  const Seen seen = see([] {
    WaitGroup done;
    done.add(3);
    for (int i = 0; i < 3; ++i) go([&done] { done.done(); });
    done.wait();
  });
  EXPECT_GT(seen.runs, 6u);
  EXPECT_EQ(seen.classes.size(), 1u);
}

TEST(ClassHash, ChosenValuesAreClasses) {
  EXPECT_EQ(classes_of([] { (void)choose(5); }), 5u);
  EXPECT_EQ(classes_of([] {
              for (int i = 0; i < 2; ++i) go([] { (void)choose(3); });
            }),
            9u);
}

TEST(ClassHash, ASelectsCaseIsAClass) {
  const auto body = [] {
    const Chan<int> a = make_chan<int>(1);
    const Chan<int> b = make_chan<int>(1);
    a.send(1);
    b.send(2);
    std::optional<int> got;
    (void)select({a.on_recv(got), b.on_recv(got)});
  };
  EXPECT_EQ(classes_of(body), 2u);
}

// dpor makes one run of each class, by its own reasoning: as many runs as there are different
// numbers, and the same numbers as in all schedules.
TEST(ClassHash, DporMeetsEachClassOnce) {
  const std::function<void()> programs[] = {
      [] { add_each(4); },
      [] {
        auto& mutex = *make<Mutex>();
        auto& done = *make<WaitGroup>();
        for (int i = 0; i < 2; ++i) {
          done.go([&mutex] {
            mutex.lock();
            mutex.unlock();
          });
        }
        done.wait();
      },
      [] {
        auto& table = *make<RWMutex>();
        go([&table] {
          table.lock();
          table.unlock();
        });
        for (int i = 0; i < 2; ++i) {
          go([&table] {
            table.lock_shared();
            table.unlock_shared();
          });
        }
      },
      [] {
        const Chan<int> values = make_chan<int>(1);
        for (int i = 0; i < 2; ++i) go([values, i] { values.send(i); });
        (void)values.recv();
        (void)values.try_recv();
      },
      [] {
        const Chan<int> a = make_chan<int>();
        const Chan<int> b = make_chan<int>(1);
        go([a] { a.send(1); });
        go([b] { b.send(2); });
        std::optional<int> got;
        (void)select({a.on_recv(got), b.on_recv(got)});
        (void)try_select({a.on_recv(got), b.on_recv(got)});
      },
  };
  for (const std::function<void()>& program : programs) {
    const Seen all = see(program, "dfs");
    const Seen one_each = see(program, "dpor");
    EXPECT_TRUE(all.all && one_each.all);
    EXPECT_EQ(one_each.runs, one_each.classes.size());
    EXPECT_EQ(one_each.classes, all.classes);
  }
}

// --- Equal and different runs -------------------------------------------------------------------

// What the program itself can tell about a run decides its class here: an outcome never falls into
// two classes that should be one, and a class never has two outcomes.
TEST(ClassHash, AClassHasOneOutcome) {
  std::string outcome;
  const std::function<void()> body = [&outcome] {
    outcome.clear();
    Mutex mutex;
    WaitGroup done;
    const Chan<int> values = make_chan<int>(2);
    Atomic<int> turn{0};
    done.add(3);
    for (int i = 0; i < 3; ++i) {
      go([&, values, i] {
        const int mine = turn.add(1);
        {
          Lock hold(mutex);
          outcome += static_cast<char>('a' + i);
          outcome += static_cast<char>('0' + mine);
        }
        if (i != 2) {
          values.send(i);
        } else {
          for (int k = 0; k < 2; ++k) {
            const std::optional<int> got = values.recv();
            Lock hold(mutex);
            outcome += static_cast<char>('x' + *got);
          }
        }
        done.done();
      });
    }
    done.wait();
  };
  const engine::Program program = engine::program_of(body);
  constexpr std::uint64_t capacity = 1 << 16;
  std::vector<std::byte> memory(engine::DecisionLog::bytes_for(capacity));
  const engine::DecisionLog log(reinterpret_cast<engine::DecisionLog::Memory*>(memory.data()),
                                capacity);
  std::string error;
  const auto strategy = strategy::make_strategy("random", -1, error);
  engine::Run run;
  run.count_classes(true);
  std::map<std::uint64_t, std::string> outcomes;
  std::set<std::string> distinct;
  std::map<std::uint64_t, std::uint64_t> schedules;  // of a class, one
  std::uint64_t equivalent = 0;
  for (std::uint64_t i = 0; i < 20'000; ++i) {
    strategy->begin_run(i, engine::combine(3, i));
    const engine::RunResult result = run.execute(program, *strategy, log, 0);
    ASSERT_TRUE(run.findings().empty());
    const auto [place, is_new] = outcomes.emplace(result.class_hash, outcome);
    ASSERT_EQ(place->second, outcome);
    distinct.insert(outcome);
    const auto [schedule, first] = schedules.emplace(result.class_hash, result.hash);
    equivalent += schedule->second != result.hash ? 1 : 0;
  }
  EXPECT_GT(equivalent, 1000u) << "different schedules of one class were met";
  EXPECT_GE(outcomes.size(), distinct.size());
  EXPECT_LT(outcomes.size(), distinct.size() * 8);
}

TEST(ClassHash, TheSameInAnotherRunObjectAndWithoutRaceDetection) {
  const auto body = [] { add_each(3); };
  const Seen first = see(body);
  const Seen second = see(body);
  EXPECT_EQ(first.classes, second.classes);
  const Seen sampled = see(body, "random", 500);
  EXPECT_EQ(sampled.classes, first.classes) << "the strategy makes no difference";
}

TEST(ClassHash, TimersFireInTheirOwnClass) {
  // The clock moves before or after the store, and the store does not look.
  const auto blind = [] {
    auto& flag = *make<Atomic<int>>(0);
    go([] { sleep(1ms); });
    flag.store(1);
    flag.store(2);
  };
  EXPECT_EQ(classes_of(blind, 1), 1u);
  const auto looking = [] {
    go([] { sleep(1ms); });
    for (int i = 0; i < 2; ++i) (void)now();
  };
  EXPECT_GT(classes_of(looking, 1), 1u);
}

TEST(ClassHash, NothingIsComputedUnasked) {
  const std::function<void()> body = [] { add_each(2); };
  const engine::Program program = engine::program_of(body);
  std::vector<std::byte> memory(engine::DecisionLog::bytes_for(1024));
  const engine::DecisionLog log(reinterpret_cast<engine::DecisionLog::Memory*>(memory.data()),
                                1024);
  std::string error;
  const auto strategy = strategy::make_strategy("random", -1, error);
  strategy->begin_run(0, 1);
  engine::Run run;
  EXPECT_EQ(run.execute(program, *strategy, log, 0).class_hash, 0u);
}

}  // namespace
}  // namespace heddle
