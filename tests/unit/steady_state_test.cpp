// In the steady state of a campaign nothing is allocated: everything a run needs comes from pools
// that the first runs have filled.

#include <gtest/gtest.h>
#include <heddle/heddle.h>

#include <cstdlib>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <vector>

#include "detect/live.h"
#include "engine/run.h"
#include "strategy/factory.h"

namespace {
// Counts this program's calls of operator new while a test asks for it.
std::uint64_t allocations = 0;
bool counting = false;
}  // namespace

// Not inlined: the compiler would see malloc and free meet, and warn.
[[gnu::noinline]] void* operator new(std::size_t bytes) {
  if (counting) ++allocations;
  void* memory = std::malloc(bytes == 0 ? 1 : bytes);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace heddle {
namespace {

using namespace std::chrono_literals;

void everything() {
  Mutex mutex;
  RWMutex table;
  Var<int> shared{0};
  Atomic<int> counter{0};
  WaitGroup done;
  Once once;
  Cond cond(mutex);
  const Chan<int> values = make_chan<int>(2);
  const Chan<Unit> stop = make_chan<Unit>();
  done.add(3);
  go("sender", [&, values] {
    for (int i = 0; i < 5; ++i) values.send(i);
    values.close();
    done.done();
  });
  go("selector", [&, values, stop] {
    std::optional<int> value;
    for (bool open = true; open;) {
      switch (select({values.on_recv(value), stop.on_recv()})) {
        case 0: open = value.has_value(); break;
        case 1: open = false; break;
      }
    }
    Lock hold(mutex);
    shared.update([](int& v) { ++v; });
    cond.broadcast();
    done.done();
  });
  go([&] {
    SharedLock reading(table);
    once.run_once([&] { counter.add(1); });
    sleep(1ms);
    done.done();
  });
  done.wait();
  Lock hold(mutex);
  check(shared.read() == 1, "the selector has counted");
}

class SteadyState : public testing::TestWithParam<const char*> {};

TEST_P(SteadyState, allocates_nothing) {
  const Scenario scenario{.name = "everything", .body = everything};
  const engine::Program program = engine::program_of(scenario);
  constexpr std::uint64_t capacity = 1 << 16;
  std::vector<std::byte> memory(engine::DecisionLog::bytes_for(capacity));
  const engine::DecisionLog log(reinterpret_cast<engine::DecisionLog::Memory*>(memory.data()),
                                capacity);
  std::string error;
  const std::unique_ptr<engine::Strategy> strategy = strategy::make_strategy(GetParam(), -1, error);
  ASSERT_NE(strategy, nullptr) << error;
  detect::Live detectors;
  engine::Run run;
  run.observe(&detectors);
  run.count_classes(true);
  const auto execute = [&](std::uint64_t first, std::uint64_t last) {
    std::uint64_t found = 0;
    for (std::uint64_t i = first; i < last; ++i) {
      if (!strategy->begin_run(i, engine::combine(1, i))) break;
      const engine::RunResult result = run.execute(program, *strategy, log, 2);
      strategy->end_run({result.steps, result.decisions, result.goroutines, result.cut != nullptr,
                         !run.findings().empty()});
      found += run.findings().size();
    }
    return found;
  };
  EXPECT_EQ(execute(0, 2000), 0u);
  allocations = 0;
  counting = true;
  const std::uint64_t found = execute(2000, 6000);
  counting = false;
  EXPECT_EQ(found, 0u);
  // What is left to explore grows now and then, by doubling.
  const std::uint64_t growth = std::string_view(GetParam()) == "dpor" ? 4 : 0;
  EXPECT_LE(allocations, growth);
}

INSTANTIATE_TEST_SUITE_P(strategies, SteadyState,
                         testing::Values("random", "pct:depth=3", "portfolio", "rfc", "surw", "urw",
                                         "pos", "burst", "delay:bound=3", "round-robin", "dfs",
                                         "dpor"));

// A test that cannot fail is none: the counter does count.
TEST(SteadyStateCounter, counts) {
  allocations = 0;
  counting = true;
  std::vector<int> numbers(static_cast<std::size_t>(std::rand() % 10 + 1));
  counting = false;
  EXPECT_EQ(allocations, 1u) << numbers.size();
}

}  // namespace
}  // namespace heddle
