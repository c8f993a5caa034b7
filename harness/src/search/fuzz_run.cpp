#include "search/fuzz_run.h"

#include <memory>

#include "report/symbolise.h"
#include "search/record_run.h"
#include "strategy/from_bytes.h"

namespace heddle::search {
namespace {

RunChoice choice_of(const strategy::FromBytes& strategy) {
  return {strategy.spec(), 0, 0, strategy.early_firings()};
}

std::unique_ptr<strategy::FromBytes> strategy_for(std::span<const std::uint8_t> input) {
  auto strategy = std::make_unique<strategy::FromBytes>();
  strategy->set_input(input);
  return strategy;
}

}  // namespace

Replayed record_input(engine::Run& run, const Target& target, std::span<const std::uint8_t> input) {
  const auto strategy = strategy_for(input);
  const RunChoice choice = choice_of(*strategy);
  Record record(target.program);
  Replayed replayed;
  replayed.execution = execute(run, target, *strategy, choice, record);
  replayed.trace = make_trace(target, choice, record, replayed.execution);
  return replayed;
}

Replayed record_input_isolated(const Target& target, std::span<const std::uint8_t> input,
                               const Isolation& isolation) {
  report::Symboliser symboliser;
  const auto make = [&]() -> std::unique_ptr<engine::Strategy> { return strategy_for(input); };
  return record_run(target, make, choice_of(strategy::FromBytes()), isolation, 0, symboliser);
}

}  // namespace heddle::search
