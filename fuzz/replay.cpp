// Hostile schedules, as `heddle replay SCENARIO --schedule` would run them: any list of decisions
// ends in a run, or in one sentence that says where it was left. The bytes are taken for the steps
// of a schedule whose text is then right, so that the reader does not stand in the way.

#include <heddle/atomic.h>
#include <heddle/chan.h>
#include <heddle/check.h>
#include <heddle/goroutine.h>
#include <heddle/make.h>
#include <heddle/mutex.h>
#include <heddle/select.h>
#include <heddle/time.h>

#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>

#include "engine/run.h"
#include "search/mapping.h"
#include "search/target.h"
#include "strategy/replay.h"
#include "strategy/schedule.h"

namespace heddle::fuzz {
namespace {

// Every kind of decision: who goes, a select's case, timers at one time, choose, random bits.
void body() {
  auto& lock = *make<Mutex>();
  auto work = make_chan<int>(1);
  auto done = make_chan<int>();
  for (int i = 0; i < 3; ++i) {
    go("works", [=, &lock] {
      sleep(std::chrono::milliseconds(5));
      lock.lock();
      if (choose(3) == 1) yield();
      lock.unlock();
      std::optional<int> got;
      select({work.on_send(i), done.on_recv(got)});
      if (random_u64() % 2 == 0) yield();
    });
  }
  std::optional<int> got;
  for (int i = 0; i < 2; ++i) select({work.on_recv(got), done.on_recv(got)});
  done.close();
}

constexpr Scenario hostile{.name = "hostile", .body = body};

strategy::Schedule schedule_from(const std::uint8_t* data, std::size_t size) {
  strategy::Schedule schedule;
  schedule.scenario = hostile.name;
  schedule.early = size == 0 ? 0 : data[0] % 8;
  schedule.goroutines = {"0", "0.1", "0.2", "0.3"};
  for (std::size_t i = 1; i + 1 < size; i += 2) {
    const auto kind = static_cast<engine::DecisionKind>(data[i] % engine::decision_kind_count);
    strategy::Schedule::Step step;
    step.decision = {kind, data[i + 1]};
    step.check = data[i];
    step.has_check = data[i] > 240;
    schedule.steps.push_back(step);
  }
  return schedule;
}

void replay(const std::uint8_t* data, std::size_t size) {
  static const search::Target target = search::target_of(hostile);
  static const search::SharedLog log(target.program);
  static engine::Run run;
  strategy::Replay replay(schedule_from(data, size));
  replay.begin_run(0, 0);
  const engine::RunResult result =
      run.execute(target.program, replay, log.log(), replay.early_firings());
  if (result.steps == 0) std::abort();
  // What was left is told with the place.
  const std::string divergence = replay.divergence();
  if (replay.decisions_taken() < replay.schedule().steps.size() && divergence.empty()) std::abort();
}

}  // namespace
}  // namespace heddle::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  heddle::fuzz::replay(data, size);
  return 0;
}
