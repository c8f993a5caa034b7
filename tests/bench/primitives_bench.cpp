// The fast path of each primitive: one goroutine, nobody to wait for and nothing to decide, race
// detection on. What an operation costs when there is a decision is BM_DecidedSwitch.

#include <benchmark/benchmark.h>
#include <heddle/heddle.h>

#include <chrono>
#include <optional>

#include "baseline.h"
#include "run_loop.h"

namespace heddle::bench {
namespace {

// Enough that the run around them does not count.
constexpr int rounds = 2'000;

template <class Operation>
void repeat(Operation operation) {
  for (int i = 0; i < rounds; ++i) operation(i);
}

void mutex() {
  Mutex mutex;
  repeat([&](int) {
    mutex.lock();
    mutex.unlock();
  });
}

void rwmutex_write() {
  RWMutex mutex;
  repeat([&](int) {
    mutex.lock();
    mutex.unlock();
  });
}

void rwmutex_read() {
  RWMutex mutex;
  repeat([&](int) {
    mutex.lock_shared();
    mutex.unlock_shared();
  });
}

void wait_group() {
  WaitGroup group;
  repeat([&](int) {
    group.add(1);
    group.done();
  });
}

void once() {
  Once once;
  repeat([&](int) { once.run_once([] {}); });
}

void cond() {
  Mutex mutex;
  Cond changed{mutex};
  repeat([&](int) {
    changed.signal();
    changed.broadcast();
  });
}

void atomic_load() {
  Atomic<int> value{0};
  repeat([&](int) { benchmark::DoNotOptimize(value.load()); });
}

void atomic_add() {
  Atomic<int> value{0};
  repeat([&](int) { value.add(1); });
}

void atomic_swap() {
  Atomic<int> value{0};
  repeat([&](int i) { value.compare_and_swap(i, i + 1); });
}

void var() {
  Var<int> value{0};
  repeat([&](int i) {
    value.write(i);
    benchmark::DoNotOptimize(value.read());
  });
}

void channel() {
  const Chan<int> chan = make_chan<int>(1);
  repeat([&](int i) {
    chan.send(i);
    chan.recv();
  });
}

// Two cases, of which one can happen; each round also sends what is received.
void select_of_two() {
  const Chan<int> ready = make_chan<int>(1);
  const Chan<int> never = make_chan<int>();
  std::optional<int> got;
  repeat([&](int i) {
    ready.send(i);
    select({ready.on_recv(got), never.on_recv()});
  });
}

void context() {
  repeat([&](int) {
    const auto [ctx, cancel] = with_cancel(background());
    cancel();
  });
}

void context_err() {
  const auto [ctx, cancel] = with_cancel(background());
  repeat([&](int) { benchmark::DoNotOptimize(ctx.err()); });
  cancel();
}

void timer() {
  const Timer timer = new_timer(std::chrono::hours(1));
  repeat([&](int) {
    timer.stop();
    timer.reset(std::chrono::hours(1));
  });
  timer.stop();
}

// The clock moves each time.
void sleeping() {
  repeat([&](int) { sleep(std::chrono::nanoseconds(1)); });
}

void pool() {
  Pool<int> pool;
  int* const item = make<int>(0);
  repeat([&](int) {
    pool.put(item);
    pool.get();
  });
}

void map() {
  Map<int, int> map;
  repeat([&](int i) {
    map.store(1, i);
    map.load(1);
  });
}

void semaphore() {
  Semaphore semaphore{1};
  repeat([&](int) {
    semaphore.try_acquire();
    semaphore.release();
  });
}

void yielding() {
  repeat([](int) { yield(); });
}

// `operations` of a round: what the figure is of.
void fast_path(benchmark::State& state, void (*body)(), int operations) {
  const Scenario scenario{.name = "fast_path", .body = body};
  RunLoop loop(scenario, "random");
  loop.run();  // pools fill up
  const double before = loop.runs();
  const Watch watch;
  for (auto _ : state) loop.run();
  const double seconds = watch.seconds();
  report_operation(state, (loop.runs() - before) * rounds * operations, seconds);
  loop.check(state);
}

BENCHMARK_CAPTURE(fast_path, mutex, mutex, 2);
BENCHMARK_CAPTURE(fast_path, rwmutex_write, rwmutex_write, 2);
BENCHMARK_CAPTURE(fast_path, rwmutex_read, rwmutex_read, 2);
BENCHMARK_CAPTURE(fast_path, wait_group, wait_group, 2);
BENCHMARK_CAPTURE(fast_path, once, once, 1);
BENCHMARK_CAPTURE(fast_path, cond_nobody_waits, cond, 2);
BENCHMARK_CAPTURE(fast_path, atomic_load, atomic_load, 1);
BENCHMARK_CAPTURE(fast_path, atomic_add, atomic_add, 1);
BENCHMARK_CAPTURE(fast_path, atomic_compare_and_swap, atomic_swap, 1);
BENCHMARK_CAPTURE(fast_path, var, var, 2);
BENCHMARK_CAPTURE(fast_path, channel_buffered, channel, 2);
BENCHMARK_CAPTURE(fast_path, select_of_two_and_send, select_of_two, 2);
BENCHMARK_CAPTURE(fast_path, context_and_cancel, context, 2);
BENCHMARK_CAPTURE(fast_path, context_err, context_err, 1);
BENCHMARK_CAPTURE(fast_path, timer_stop_and_reset, timer, 2);
BENCHMARK_CAPTURE(fast_path, sleep, sleeping, 1);
BENCHMARK_CAPTURE(fast_path, pool, pool, 2);
BENCHMARK_CAPTURE(fast_path, map, map, 2);
BENCHMARK_CAPTURE(fast_path, semaphore, semaphore, 2);
BENCHMARK_CAPTURE(fast_path, yield, yielding, 1);

}  // namespace
}  // namespace heddle::bench
