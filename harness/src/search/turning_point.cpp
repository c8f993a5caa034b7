#include "search/turning_point.h"

#include <heddle/trace/explanation.h>
#include <heddle/trace/graph.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "strategy/reversed.h"

namespace heddle::search {
namespace {

using strategy::Reversed;

// Each costs a process.
constexpr std::size_t pairs_tried = 12;

// A run that ends in another way than by what was found in it says nothing about the order.
bool can_have_one(const trace::Finding& finding) {
  switch (finding.kind) {
    case Kind::nondeterminism:
    case Kind::hang:
    case Kind::out_of_memory:
    case Kind::step_limit:
    case Kind::limit: return false;
    default: return !finding.possible;
  }
}

Reversed::Step step_of(const trace::Trace& trace, const trace::Graph& graph, std::uint32_t event) {
  const std::uint32_t goroutine = trace.events[event - 1].goroutine;
  const auto chain = graph.events_of(goroutine);
  const auto place = std::lower_bound(chain.begin(), chain.end(), event) - chain.begin();
  return {trace::identity_path(trace, goroutine), static_cast<std::uint32_t>(place)};
}

// What the goroutine would have done next.
Reversed::Step next_step_of(const trace::Trace& trace, const trace::Graph& graph,
                            std::uint32_t goroutine) {
  return {trace::identity_path(trace, goroutine),
          static_cast<std::uint32_t>(graph.events_of(goroutine).size())};
}

// The event of a step in another run; 0: that goroutine did not come so far.
std::uint32_t event_of(const trace::Trace& trace, const trace::Graph& graph,
                       const Reversed::Step& step) {
  for (std::uint32_t ordinal = 1; ordinal <= trace.goroutines.size(); ++ordinal) {
    if (trace::identity_path(trace, ordinal) != step.goroutine) continue;
    const auto chain = graph.events_of(ordinal);
    return step.count < chain.size() ? chain[step.count] : 0;
  }
  return 0;
}

// The second came, and the first later or not at all.
bool came_reversed(const trace::Trace& trace, const Reversed::Step& first,
                   const Reversed::Step& second) {
  const trace::Graph graph(trace);
  const std::uint32_t now_first = event_of(trace, graph, second);
  const std::uint32_t now_second = event_of(trace, graph, first);
  return now_first != 0 && (now_second == 0 || now_first < now_second);
}

// Locks that were taken in two orders without harm are another matter.
bool found_nothing(const Replayed& run) {
  return run.trace.cut.empty() && !run.trace.prefix &&
         std::all_of(run.trace.findings.begin(), run.trace.findings.end(),
                     [](const trace::Finding& finding) { return finding.possible; });
}

}  // namespace

void find_turning_point(Confirmed& confirmed,
                        const std::function<Replayed(const StrategyMaker& make_strategy)>& record) {
  if (!can_have_one(confirmed.finding)) return;
  const trace::Trace& trace = confirmed.trace;
  strategy::ScheduleError wrong;
  const auto schedule = strategy::parse_schedule(trace.schedule, wrong);
  if (!schedule) return;
  const trace::Graph graph(trace);
  for (const trace::ReversiblePair& pair :
       trace::reversible_pairs(trace, graph, confirmed.finding, pairs_tried)) {
    const Reversed::Step first = step_of(trace, graph, pair.first);
    const Reversed::Step second = pair.second != 0 ? step_of(trace, graph, pair.second)
                                                   : next_step_of(trace, graph, pair.goroutine);
    const Replayed run =
        record([&] { return std::make_unique<Reversed>(*schedule, first, second); });
    if (!found_nothing(run) || !came_reversed(run.trace, first, second)) continue;
    trace::TurningPoint turn;
    turn.first = pair.first;
    turn.second = pair.second;
    turn.schedule = run.trace.schedule;
    turn.text = "What made the difference: " + trace::told(trace, pair) +
                ". In a run with these the other way round, " +
                (run.trace.findings.empty() ? "nothing was found." : "it did not come.");
    confirmed.finding.turning_point = turn;
    if (!confirmed.trace.findings.empty()) {
      confirmed.trace.findings.front().turning_point = std::move(turn);
    }
    return;
  }
}

}  // namespace heddle::search
