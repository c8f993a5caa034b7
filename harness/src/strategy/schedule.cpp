#include "strategy/schedule.h"

#include <algorithm>
#include <utility>

#include "engine/run.h"

namespace heddle::strategy {

std::string identity_path(const engine::Run& run, std::uint32_t ordinal) {
  std::vector<std::uint32_t> indices;
  const engine::Goroutine* g = &run.goroutine(ordinal);
  for (; g->creator != nullptr; g = g->creator) indices.push_back(g->child_index);
  std::string path = g->child_index == 1 ? "0" : "c" + std::to_string(g->child_index);
  for (std::size_t i = indices.size(); i-- > 0;) path += "." + std::to_string(indices[i]);
  return path;
}

Schedule make_schedule(std::string scenario, bool fixed, std::uint32_t early,
                       const engine::Run& run, const engine::DecisionLog& log, bool memory) {
  return make_schedule(
      std::move(scenario), fixed, early, run.goroutine_count(),
      [&run](std::uint32_t ordinal) { return identity_path(run, ordinal); }, log, memory);
}

Schedule make_schedule(std::string scenario, bool fixed, std::uint32_t early,
                       std::uint32_t goroutines,
                       const std::function<std::string(std::uint32_t ordinal)>& path,
                       const engine::DecisionLog& log, bool memory) {
  Schedule schedule;
  schedule.scenario = std::move(scenario);
  schedule.fixed = fixed;
  schedule.memory = memory;
  schedule.early = early;
  const std::uint64_t count = std::min<std::uint64_t>(log.size(), schedule_steps_max);
  // In the table stands who is ever picked, in the order in which they were created.
  std::vector<std::uint32_t> entry_of(std::size_t{goroutines} + 1, 0);
  for (std::uint64_t i = 0; i < count; ++i) {
    const engine::Decision decision = log[i];
    if (decision.kind == engine::DecisionKind::goroutine) entry_of[decision.value] = 1;
  }
  std::uint32_t entries = 0;
  for (std::uint32_t ordinal = 1; ordinal < entry_of.size(); ++ordinal) {
    if (entry_of[ordinal] == 0) continue;
    entry_of[ordinal] = ++entries;
    schedule.goroutines.push_back(path(ordinal));
  }
  entry_of[0] = 0;
  schedule.steps.reserve(count);
  for (std::uint64_t i = 0; i < count; ++i) {
    engine::Decision decision = log[i];
    if (decision.kind == engine::DecisionKind::goroutine) decision.value = entry_of[decision.value];
    schedule.steps.push_back({decision, log.check(i), true});
  }
  return schedule;
}

}  // namespace heddle::strategy
