#include <heddle/goroutine.h>

#include "engine/run.h"

namespace heddle {

using engine::Goroutine;
using engine::OpKind;
using engine::Run;

namespace detail {

Spawned spawn(const Body& body, std::string_view name, Here at) {
  Run& run = Run::here(at);
  Goroutine& goroutine = run.spawn(&run.me(), body, name, at);
  return {goroutine.closure, &goroutine};
}

void launch(Spawned spawned) {
  Run::current()->launch(*static_cast<Goroutine*>(spawned.goroutine));
}

}  // namespace detail

void yield(Here at) {
  Run& run = Run::here(at);
  Goroutine& me = run.me();
  run.step(me, OpKind::yield, nullptr, at);
  run.gave_way(me);
  run.record(me);
}

int num_goroutine(Here at) {
  Run& run = Run::here(at);
  Goroutine& me = run.me();
  run.step(me, OpKind::num_goroutine, nullptr, at);
  run.looked(me);
  run.record(me, run.live_goroutines());
  return static_cast<int>(run.live_goroutines());
}

namespace {
constexpr int simulated_cpus = 8;
}

int num_cpu() noexcept { return simulated_cpus; }

int gomaxprocs(int n) noexcept {
  // Kept per run, so that one run's setting is not seen by the next.
  static thread_local int setting = simulated_cpus;
  static thread_local std::uint64_t run_number = 0;
  const Run* run = Run::current();
  if (run != nullptr && run->number() != run_number) {
    run_number = run->number();
    setting = simulated_cpus;
  }
  const int before = setting;
  if (n > 0) setting = n;
  return before;
}

}  // namespace heddle
