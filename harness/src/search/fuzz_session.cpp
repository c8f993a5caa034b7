#include "search/fuzz_session.h"

#include <algorithm>
#include <utility>

#include "engine/rng.h"
#include "report/locate.h"
#include "report/symbolise.h"
#include "search/campaign.h"
#include "search/fuzz_run.h"

namespace heddle::search {
namespace {

// All runs teach the mutator in the beginning, later only a few: most show nothing new.
constexpr std::uint64_t lessons_at_first = 512;
constexpr std::uint64_t lesson_one_in = 16;
// libFuzzer crosses as often as it mutates, and where there is only one input with itself.
constexpr std::uint32_t crossed_one_in = 10;

std::uint64_t hash_of(FuzzBytes bytes) noexcept {
  std::uint64_t hash = bytes.size();
  for (const std::uint8_t byte : bytes) hash = (hash ^ byte) * 0x9e3779b97f4a7c15ULL;
  return engine::mix(hash) | 1;
}

}  // namespace

FuzzSession::FuzzSession(Target target, std::span<std::uint8_t> counters,
                         strategy::FuzzMutator::ChangeBytes change_bytes)
    : target_(std::move(target)),
      log_(target_.program),
      feedback_(counters),
      mutator_(knowledge_, change_bytes),
      strategy_(&feedback_, &knowledge_) {
  report::name_code_places();
  run_.observe(&detectors_);
}

bool FuzzSession::run(FuzzBytes input) {
  ++runs_;
  const std::uint64_t hash = hash_of(input);
  const bool teaches = runs_ <= lessons_at_first || runs_ % lesson_one_in == 0;
  strategy_.set_input(input);
  strategy_.teach(teaches);
  if (teaches) {
    const bool aims = hash == aimed_input_;
    knowledge_.begin_run(aims ? mutator_.aim_key() : 0, mutator_.aimed());
  }
  report::locate_user_sites();
  target_.program.preempt_memory = strategy_.plan().memory;
  strategy_.begin_run(0, 0);
  const engine::RunResult result =
      run_.execute(target_.program, strategy_, log_.log(), strategy_.early_firings());
  const bool found = any_certain(run_.findings());
  if (teaches) {
    knowledge_.end_run(
        {result.steps, result.decisions, result.goroutines, result.cut != nullptr, found});
  }
  return found;
}

trace::Trace FuzzSession::record(FuzzBytes input) {
  std::vector<trace::Finding> found = run_.findings();
  std::erase_if(found, [](const trace::Finding& finding) { return finding.possible; });
  run_.observe(nullptr);
  Replayed replayed = record_input(run_, target_, input);
  run_.observe(&detectors_);
  if (!found.empty()) {
    trace::Finding& first = found.front();
    first.decisions = replayed.execution.decisions;
    first.preemptions = replayed.execution.preemptions;
    first.schedule = replayed.trace.schedule;
    return confirm(first, std::move(replayed)).trace;
  }
  return judged({}, std::move(replayed));
}

std::size_t FuzzSession::mutate(std::span<std::uint8_t> room, std::size_t size, unsigned seed) {
  engine::Rng rng(engine::mix(seed));
  strategy::read_plan(room.first(size), plan_);
  mutator_.mutate(plan_, rng, strategy::data_most(plan_, room.size()));
  const std::size_t written = strategy::write_plan(plan_, room);
  aimed_input_ = mutator_.aim_key() == 0 ? 0 : hash_of(room.first(written));
  return written;
}

std::size_t FuzzSession::cross(FuzzBytes a, FuzzBytes b, std::span<std::uint8_t> out,
                               unsigned seed) {
  engine::Rng rng(engine::mix(seed));
  if (!rng.one_in(crossed_one_in)) return 0;
  strategy::FuzzPlan plan;
  strategy::FuzzPlan other;
  strategy::read_plan(a, plan);
  strategy::read_plan(b, other);
  if (plan == other) return 0;
  strategy::FuzzPlan crossed = plan;
  strategy::FuzzMutator::cross(crossed, other, rng);
  if (crossed == plan || crossed == other) return 0;
  return strategy::write_plan(crossed, out);
}

}  // namespace heddle::search
