#include "guilty.h"

#include <algorithm>

#include "heddle/trace/explanation.h"
#include "holding.h"

namespace heddle::trace {
namespace {

void make_set(std::vector<std::uint32_t>& numbers) {
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  if (!numbers.empty() && numbers.front() == 0) numbers.erase(numbers.begin());
}

bool same_place(const Site& a, const Site& b) { return a.line == b.line && a.file == b.file; }

// Whether an operation of this kind is what the finding calls "read", "write", "send", ...: a
// place in the source may hold several.
bool is_called(OpKind kind, const std::string& state) {
  const Role role = info(kind).role;
  if (state == "read") return role == Role::read;
  if (state == "write") return role == Role::write || role == Role::update;
  if (state == "send") return role == Role::send || role == Role::select;
  if (state == "close") return role == Role::close;
  return true;
}

// The last event of the goroutine at the place; 0: there is none.
std::uint32_t last_at(const Trace& trace, const Graph& graph, const Involved& who) {
  const auto chain = graph.events_of(who.ordinal);
  std::uint32_t any = 0;
  for (std::size_t i = chain.size(); i-- > 0;) {
    const Event& event = trace.events[chain[i] - 1];
    if (!same_place(site_of(trace, event.site), who.site)) continue;
    if (is_called(event.kind, who.state)) return event.number;
    if (any == 0) any = event.number;
  }
  return any;
}

std::uint32_t last_of(const Graph& graph, std::uint32_t goroutine) {
  const auto chain = graph.events_of(goroutine);
  return chain.empty() ? 0 : chain.back();
}

bool is_race(Kind kind) {
  return kind == Kind::data_race || kind == Kind::channel_race || kind == Kind::waitgroup_misuse;
}

// What was done before, as far as it explains that the last step was wrong. That step never came
// about, so the latest one that fits is taken.
std::uint32_t cause_of_misuse(const Trace& trace, Kind kind) {
  for (std::size_t i = trace.events.size(); i-- > 0;) {
    const Event& event = trace.events[i];
    const Role role = info(event.kind).role;
    if (kind == Kind::negative_waitgroup ? role == Role::count
        : kind == Kind::unlock_unlocked  ? role == Role::release || role == Role::release_share
                                         : event.kind == OpKind::chan_close) {
      return event.number;
    }
  }
  return 0;
}

bool waits_for_lock(const TracedGoroutine& goroutine) {
  const Role role = info(goroutine.pending).role;
  return role == Role::acquire || role == Role::acquire_share ||
         goroutine.pending == OpKind::rw_announce;
}

}  // namespace

std::vector<std::uint32_t> holds_at_end(const Trace& trace,
                                        const std::vector<std::uint32_t>& objects) {
  std::vector<std::uint32_t> held;
  for (const Event& event : trace.events) {
    if (std::find(objects.begin(), objects.end(), event.object) == objects.end()) continue;
    if (takes_hold(event)) {
      held.push_back(event.number);
    } else if (gives_up_hold(event) && !held.empty()) {
      const auto own = std::find_if(held.begin(), held.end(), [&](std::uint32_t taken) {
        return trace.events[taken - 1].goroutine == event.goroutine;
      });
      held.erase(own == held.end() ? held.begin() : own);
    }
  }
  return held;
}

std::vector<std::uint32_t> racing_pair(const Trace& trace, const Graph& graph,
                                       const Finding& finding) {
  std::vector<std::uint32_t> pair;
  if (!is_race(finding.kind) || finding.goroutines.size() < 2) return pair;
  for (std::size_t i = 0; i < 2; ++i) {
    pair.push_back(last_at(trace, graph, finding.goroutines[i]));
  }
  make_set(pair);
  if (pair.size() != 2) pair.clear();
  return pair;
}

std::vector<std::uint32_t> guilty_events(const Trace& trace, const Graph& graph,
                                         const Finding& finding) {
  std::vector<std::uint32_t> guilty;
  for (const Involved& who : finding.goroutines) {
    if (who.ordinal == 0 || who.ordinal > trace.goroutines.size()) continue;
    const std::uint32_t there = is_race(finding.kind) ? last_at(trace, graph, who) : 0;
    guilty.push_back(there != 0 ? there : last_of(graph, who.ordinal));
    const TracedGoroutine& goroutine = trace.goroutines[who.ordinal - 1];
    if (goroutine.state == State::done || !waits_for_lock(goroutine)) continue;
    for (const std::uint32_t object : goroutine.waits_for) {
      const std::vector<std::uint32_t> held = holds_at_end(trace, {object});
      guilty.insert(guilty.end(), held.begin(), held.end());
    }
  }
  // A signal that came too early, a lock that was left held: places of others. (Those of a race are
  // where its goroutines are.)
  for (const Site& site : is_race(finding.kind) ? std::vector<Site>{} : finding.sites) {
    for (std::size_t i = trace.events.size(); i-- > 0;) {
      const Event& event = trace.events[i];
      if (!same_place(site_of(trace, event.site), site)) continue;
      if (finding.kind == Kind::lost_wakeup && info(event.kind).role != Role::wake) continue;
      guilty.push_back(event.number);
      break;
    }
  }
  make_set(guilty);
  switch (finding.kind) {
    case Kind::double_close:
    case Kind::send_on_closed:
    case Kind::negative_waitgroup:
    case Kind::unlock_unlocked: guilty.push_back(cause_of_misuse(trace, finding.kind)); break;
    default: break;
  }
  make_set(guilty);
  return guilty;
}

std::vector<std::uint32_t> objects_of(const Trace& trace, const Finding& finding,
                                      const std::vector<std::uint32_t>& guilty) {
  std::vector<std::uint32_t> objects;
  for (const std::uint32_t event : guilty) objects.push_back(trace.events[event - 1].object);
  for (const Wait& wait : finding.waits) objects.push_back(wait.object);
  for (const Involved& who : finding.goroutines) {
    if (who.ordinal == 0 || who.ordinal > trace.goroutines.size()) continue;
    const auto& waits_for = trace.goroutines[who.ordinal - 1].waits_for;
    objects.insert(objects.end(), waits_for.begin(), waits_for.end());
  }
  make_set(objects);
  while (!objects.empty() && objects.back() > trace.objects.size()) objects.pop_back();
  return objects;
}

}  // namespace heddle::trace
