#include <algorithm>
#include <array>
#include <tuple>

#include "guilty.h"
#include "heddle/trace/explanation.h"
#include "place.h"

namespace heddle::trace {
namespace {

// How far back the other half of a pair is looked for, in events of the same object.
constexpr std::size_t look_back = 16;

// A select may have sent or received.
bool can_be_reversed(const Event& earlier, const Event& later) {
  const auto kinds = [](const Event& event) {
    const bool select = info(event.kind).role == Role::select;
    return select ? std::array{OpKind::chan_send, OpKind::chan_recv}
                  : std::array{event.kind, event.kind};
  };
  for (const OpKind a : kinds(earlier)) {
    for (const OpKind b : kinds(later)) {
      if (reversible({a, 0, earlier.object}, {b, 0, later.object})) return true;
    }
  }
  return false;
}

template <class Each>
void for_latest(const std::vector<std::uint32_t>& history, Each each) {
  const std::size_t first = history.size() - std::min(history.size(), look_back);
  for (std::size_t i = history.size(); i-- > first;) each(history[i]);
}

}  // namespace

std::vector<ReversiblePair> reversible_pairs(const Trace& trace, const Graph& graph,
                                             const Finding& finding, std::size_t most) {
  const std::vector<std::uint32_t> guilty = guilty_events(trace, graph, finding);
  const std::vector<std::uint32_t> objects = objects_of(trace, finding, guilty);
  const auto is_guilty = [&](std::uint32_t event) {
    return std::binary_search(guilty.begin(), guilty.end(), event);
  };
  std::vector<std::vector<std::uint32_t>> by_object(trace.objects.size() + 1);
  // Rank, then the later the better: what came last is nearest to what went wrong.
  using Ranked = std::tuple<int, std::uint32_t, std::uint32_t, std::uint32_t>;
  std::vector<Ranked> ranked;
  for (const Event& event : trace.events) {
    if (event.object == 0 || event.goroutine == 0 || event.waits) continue;
    auto& history = by_object[event.object];
    for_latest(history, [&](std::uint32_t number) {
      const Event& earlier = trace.events[number - 1];
      if (earlier.goroutine == event.goroutine || !can_be_reversed(earlier, event)) return;
      int rank = 0;
      if (is_guilty(number)) rank -= 2;
      if (is_guilty(event.number)) rank -= 2;
      // Asking for the order costs a walk, so only where it is likely to matter.
      if (std::binary_search(objects.begin(), objects.end(), event.object)) {
        --rank;
        if (graph.concurrent(number, event.number)) --rank;
      }
      ranked.emplace_back(rank, ~event.number, ~number, event.goroutine);
    });
    history.push_back(event.number);
  }
  // What those who are stuck were about to do is guilty.
  for (const Involved& who : finding.goroutines) {
    if (who.ordinal == 0 || who.ordinal > trace.goroutines.size()) continue;
    const TracedGoroutine& stuck = trace.goroutines[who.ordinal - 1];
    if (stuck.state != State::parked && stuck.state != State::disabled) continue;
    for (const std::uint32_t object : stuck.waits_for) {
      if (object == 0) continue;
      Event pending;
      pending.kind = stuck.pending;
      pending.object = object;
      for_latest(by_object[object], [&](std::uint32_t number) {
        const Event& earlier = trace.events[number - 1];
        if (earlier.goroutine == who.ordinal || !can_be_reversed(earlier, pending)) return;
        ranked.emplace_back(is_guilty(number) ? -6 : -4, ~std::uint32_t{0}, ~number, who.ordinal);
      });
    }
  }
  most = std::min(most, ranked.size());
  std::partial_sort(ranked.begin(), ranked.begin() + static_cast<std::ptrdiff_t>(most),
                    ranked.end());
  std::vector<ReversiblePair> pairs;
  for (std::size_t i = 0; i < most; ++i) {
    const auto& [rank, second, first, goroutine] = ranked[i];
    pairs.push_back({~first, ~second, goroutine});
  }
  return pairs;
}

std::string told(const Trace& trace, const ReversiblePair& pair) {
  const std::string first = told(trace, pair.first) + ", before ";
  if (pair.second != 0) return first + told(trace, pair.second);
  const TracedGoroutine& stuck = trace.goroutines[pair.goroutine - 1];
  return first + label(trace, pair.goroutine) + " came to " +
         std::string(info(stuck.pending).name) + " " +
         object_name(trace, trace.events[pair.first - 1].object) +
         place(site_of(trace, stuck.pending_at));
}

}  // namespace heddle::trace
