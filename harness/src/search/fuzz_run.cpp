#include "search/fuzz_run.h"

#include <memory>

#include "report/symbolise.h"
#include "search/mapping.h"
#include "search/record_run.h"
#include "strategy/deviating.h"
#include "strategy/from_bytes.h"
#include "strategy/replay.h"

namespace heddle::search {
namespace {

std::unique_ptr<strategy::FromBytes> strategy_for(std::span<const std::uint8_t> input) {
  auto strategy = std::make_unique<strategy::FromBytes>();
  strategy->set_input(input);
  return strategy;
}

RunChoice choice_of(const strategy::FromBytes& strategy) {
  return {strategy.spec(), 0, 0, strategy.early_firings()};
}

Target target_for_plan(Target target, const strategy::FuzzPlan& plan) {
  target.program.preempt_memory = plan.memory;
  return target;
}

// Follows a schedule and writes down how it deviates from the default order.
class Noting {
 public:
  explicit Noting(const strategy::Schedule& schedule)
      : schedule_(schedule), memory_(strategy::DeviationLog::bytes_for(deviations_most)) {
    log().capacity = deviations_most;
  }
  std::unique_ptr<engine::Strategy> make() {
    leader_ = std::make_unique<strategy::Replay>(schedule_);
    return std::make_unique<strategy::Deviating>(*leader_, &log());
  }
  strategy::DeviationLog& log() const noexcept {
    return *static_cast<strategy::DeviationLog*>(memory_.memory());
  }

 private:
  static constexpr std::uint64_t deviations_most = 1 << 20;
  const strategy::Schedule& schedule_;
  Mapping memory_;
  std::unique_ptr<strategy::Replay> leader_;  // in the process that runs
};

strategy::FuzzPlan plan_of(const strategy::Schedule& schedule, const strategy::DeviationLog& log) {
  strategy::FuzzPlan plan;
  plan.early = static_cast<std::uint8_t>(schedule.early);
  plan.memory = schedule.memory;
  for (std::uint64_t i = 0; i < log.count; ++i) {
    strategy::Deviation deviation = log.entries[i];
    const std::uint64_t who = deviation.place.who;
    deviation.place.who = who == 0 ? 0 : strategy::goroutine_name(who);
    plan.deviations.push_back(deviation);
  }
  return plan;
}

}  // namespace

Replayed record_input(engine::Run& run, const Target& target, std::span<const std::uint8_t> input) {
  const auto strategy = strategy_for(input);
  const RunChoice choice = choice_of(*strategy);
  const Target same = target_for_plan(target, strategy->plan());
  Record record(same.program);
  Replayed replayed;
  replayed.execution = execute(run, same, *strategy, choice, record);
  replayed.trace = make_trace(same, choice, record, replayed.execution);
  return replayed;
}

Replayed record_input_isolated(const Target& target, std::span<const std::uint8_t> input,
                               const Isolation& isolation) {
  report::Symboliser symboliser;
  const auto strategy = strategy_for(input);
  const Target same = target_for_plan(target, strategy->plan());
  const auto make = [&]() -> std::unique_ptr<engine::Strategy> { return strategy_for(input); };
  return record_run(same, make, choice_of(*strategy), isolation, 0, symboliser);
}

std::optional<std::vector<std::uint8_t>> input_of(const Target& target,
                                                  const strategy::Schedule& schedule,
                                                  const Isolation& isolation, std::string& error) {
  constexpr std::uint32_t early_most = 254;
  if (schedule.early > early_most) {
    error = "it allows more early firings than an input can say";
    return {};
  }
  report::Symboliser symboliser;
  Noting noting(schedule);
  const Target same = target_for(target, schedule);
  const RunChoice choice{"replay", 0, 0, schedule.early};
  const auto make = [&] { return noting.make(); };
  record_run(same, make, choice, isolation, schedule.steps.size(), symboliser);
  const strategy::FuzzPlan plan = plan_of(schedule, noting.log());
  std::vector<std::uint8_t> input(strategy::plan_bytes(plan));
  strategy::write_plan(plan, input);
  const Replayed replayed = record_input_isolated(target, input, isolation);
  if (replayed.trace.schedule != strategy::to_text(schedule)) {
    error = "the run of the input made of it is another one; was it made with this program?";
    return {};
  }
  return input;
}

}  // namespace heddle::search
