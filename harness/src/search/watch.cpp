#include "search/watch.h"

#include <signal.h>
#include <sys/wait.h>

#include "search/death.h"

namespace heddle::search {
namespace {

constexpr int poll_milliseconds = 50;
constexpr std::int64_t look_interval_ns = 20'000'000;
constexpr int sample_wait_milliseconds = 1000;
// A worker that grows beyond the limit within so few runs has runs that are that big.
constexpr std::uint64_t runs_before_replacement = 16;

double seconds_since(std::int64_t ns) { return static_cast<double>(monotonic_ns() - ns) / 1e9; }

}  // namespace

Watch::Watch(Child& child, Shared& shared, const Isolation& isolation, std::uint64_t run_bytes_most)
    : child_(child),
      status_(shared.status()),
      run_(shared.run()),
      isolation_(isolation),
      run_bytes_most_(run_bytes_most),
      first_run_(status_.counts.next_run) {
  restart();
}

void Watch::restart() {
  if (status_.counts.next_run > first_run_) runs_before_ += status_.counts.next_run - first_run_;
  first_run_ = status_.counts.next_run;
  run_index_ = first_run_;
  steps_ = 0;
  run_since_ns_ = monotonic_ns();
  steps_since_ns_ = run_since_ns_;
}

std::optional<Outcome> Watch::look() {
  if (child_.wait(0)) return ended();
  const std::int64_t now_ns = monotonic_ns();
  if (now_ns - looked_ns_ < look_interval_ns) return std::nullopt;
  looked_ns_ = now_ns;
  look_at_time();
  const bool idle = status_.idle;
  if (!idle && seconds_since(run_since_ns_) > isolation_.run_timeout_seconds) {
    return kill(Outcome::End::hang);
  }
  const std::uint64_t bytes = child_.resident_bytes();
  if (!idle && bytes > run_bytes_most_) return kill(Outcome::End::out_of_memory);
  if (bytes > isolation_.worker_bytes &&
      runs_before_ + run_index_ - first_run_ >= runs_before_replacement) {
    status_.replace = true;
  }
  return std::nullopt;
}

// The numbers are read while another process writes them; each is one word.
void Watch::look_at_time() {
  const std::uint64_t run_index = __atomic_load_n(&status_.counts.next_run, __ATOMIC_RELAXED);
  const std::uint64_t steps = run_.steps();
  if (run_index != run_index_) run_since_ns_ = monotonic_ns();
  if (run_index != run_index_ || steps != steps_) steps_since_ns_ = monotonic_ns();
  run_index_ = run_index;
  steps_ = steps;
}

Outcome Watch::ended() {
  Outcome outcome;
  outcome.wait_status = child_.wait_status();
  const bool clean =
      status_.finished && WIFEXITED(outcome.wait_status) && WEXITSTATUS(outcome.wait_status) == 0;
  if (!clean) outcome.end = Outcome::End::died;
  // It may have run out of memory between two looks.
  if (!clean && child_.peak_bytes() > run_bytes_most_) outcome.end = Outcome::End::out_of_memory;
  return outcome;
}

// Asks what it is doing, waits a moment for the answer, ends it.
Outcome Watch::kill(Outcome::End end) {
  Outcome outcome;
  outcome.end = end;
  outcome.run_seconds = seconds_since(run_since_ns_);
  outcome.stalled_seconds = seconds_since(steps_since_ns_);
  child_.signal(sample_signal);
  for (int waited = 0; waited < sample_wait_milliseconds; waited += 10) {
    if (status_.note.sampled || child_.wait(10)) break;
  }
  if (status_.note.signal != 0 && end != Outcome::End::out_of_memory) {
    outcome.end = Outcome::End::died;
  }
  child_.signal(SIGKILL);
  while (!child_.wait(poll_milliseconds)) continue;
  outcome.wait_status = child_.wait_status();
  return outcome;
}

Outcome watch(Child& child, Shared& shared, const Isolation& isolation,
              std::uint64_t run_bytes_most) {
  Watch eye(child, shared, isolation, run_bytes_most);
  while (true) {
    child.wait(poll_milliseconds);
    if (interrupted()) shared.status().stop = true;
    if (const std::optional<Outcome> outcome = eye.look()) return *outcome;
  }
}

bool killed_from_outside(const Outcome& outcome, const Note& note) noexcept {
  return outcome.end == Outcome::End::died && note.signal == 0 && !note.exited && !note.sanitizer &&
         WIFSIGNALED(outcome.wait_status);
}

}  // namespace heddle::search
