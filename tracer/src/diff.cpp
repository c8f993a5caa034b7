#include "heddle/trace/diff.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "heddle/trace/explanation.h"

namespace heddle::trace {
namespace {

// The clock fires timers: a firing is the same when its object and its count there are.
using ClockKey = std::pair<std::uint64_t, std::uint32_t>;

std::uint64_t identity_of(const Trace& trace, std::uint32_t object) {
  return object == 0 || object > trace.objects.size() ? 0 : trace.objects[object - 1].identity;
}

std::map<std::string, std::uint32_t> goroutines_of(const Trace& trace) {
  std::map<std::string, std::uint32_t> goroutines;
  for (std::uint32_t i = 1; i <= trace.goroutines.size(); ++i) {
    goroutines.emplace(identity_path(trace, i), i);
  }
  return goroutines;
}

class Comparison {
 public:
  Comparison(const Trace& a, const Trace& b, const std::function<bool()>& go_on)
      : a_(a), b_(b), graph_a_(a), graph_b_(b), go_on_(go_on) {
    out_.in_b.resize(a.events.size() + 1);
    out_.in_a.resize(b.events.size() + 1);
  }

  std::optional<Diff> compare() {
    const auto in_a = goroutines_of(a_);
    const auto in_b = goroutines_of(b_);
    for (const auto& [path, goroutine] : in_a) {
      if (!go_on_()) return {};
      const auto other = in_b.find(path);
      align(path, goroutine, other == in_b.end() ? 0 : other->second);
    }
    for (const auto& [path, goroutine] : in_b) {
      if (!in_a.contains(path)) align(path, 0, goroutine);
    }
    align_clock();
    if (!find_turned()) return {};
    std::sort(out_.partings.begin(), out_.partings.end(), [](const Parting& x, const Parting& y) {
      return std::pair(x.a == 0 ? y.b + x.b : x.a, x.b) <
             std::pair(y.a == 0 ? y.b + x.b : y.a, y.b);
    });
    find_first();
    return std::move(out_);
  }

 private:
  // The events that count, as in the hash of a run's class: an operation that waits is counted
  // where it begins to wait, and not again when it goes on; a select, by what it chose.
  static std::vector<std::uint32_t> steps_of(const Trace& trace, const Graph& graph,
                                             std::uint32_t goroutine) {
    std::vector<std::uint32_t> steps;
    if (goroutine == 0) return steps;
    OpKind waited_in = OpKind::none;
    for (const std::uint32_t event : graph.events_of(goroutine)) {
      const Event& step = trace.events[event - 1];
      const bool select = info(step.kind).role == Role::select;
      const bool goes_on =
          !step.waits && (waited_in == step.kind ||
                          (waited_in == OpKind::rw_announce && step.kind == OpKind::rw_lock));
      if (step.kind != OpKind::resume && (select ? !step.waits : !goes_on)) steps.push_back(event);
      if (step.waits) waited_in = step.kind;
      if (goes_on) waited_in = OpKind::none;
    }
    return steps;
  }

  bool same(const Event& x, const Event& y) const {
    return x.kind == y.kind && identity_of(a_, x.object) == identity_of(b_, y.object);
  }

  void align(const std::string& path, std::uint32_t in_a, std::uint32_t in_b) {
    const auto x = steps_of(a_, graph_a_, in_a);
    const auto y = steps_of(b_, graph_b_, in_b);
    std::size_t i = 0;
    while (i < x.size() && i < y.size() && same(a_.events[x[i] - 1], b_.events[y[i] - 1])) {
      out_.in_b[x[i]] = y[i];
      out_.in_a[y[i]] = x[i];
      ++i;
    }
    if (i == x.size() && i == y.size()) return;
    out_.partings.push_back({path, i < x.size() ? x[i] : 0, i < y.size() ? y[i] : 0});
  }

  void align_clock() {
    std::map<ClockKey, std::uint32_t> firings;
    std::map<std::uint64_t, std::uint32_t> counts;
    for (const std::uint32_t event : graph_a_.events_of(0)) {
      const std::uint64_t object = identity_of(a_, a_.events[event - 1].object);
      firings.emplace(ClockKey{object, counts[object]++}, event);
    }
    counts.clear();
    for (const std::uint32_t event : graph_b_.events_of(0)) {
      const std::uint64_t object = identity_of(b_, b_.events[event - 1].object);
      const auto other = firings.find({object, counts[object]++});
      if (other == firings.end() || !same(a_.events[other->second - 1], b_.events[event - 1])) {
        continue;
      }
      out_.in_b[other->second] = event;
      out_.in_a[event] = other->second;
    }
  }

  // Of each object: neighbours in A's order that conflict and come the other way round in B.
  bool find_turned() {
    std::vector<std::vector<std::uint32_t>> by_object(a_.objects.size() + 1);
    for (const Event& event : a_.events) {
      if (event.number % asked_every == 0 && !go_on_()) return false;
      if (event.object == 0 || out_.in_b[event.number] == 0) continue;
      auto& earlier = by_object[event.object];
      for (std::size_t i = earlier.size(); i-- > 0 && earlier.size() - i <= look_back;) {
        const Event& other = a_.events[earlier[i] - 1];
        if (other.goroutine == event.goroutine) continue;
        if (out_.in_b[other.number] < out_.in_b[event.number]) continue;
        if (!matters(other, event)) continue;
        out_.turned.push_back(
            {other.number, event.number, out_.in_b[event.number], out_.in_b[other.number]});
      }
      earlier.push_back(event.number);
    }
    return true;
  }

  static bool matters(const Event& x, const Event& y) {
    if (info(x.kind).role == Role::select || info(y.kind).role == Role::select) return true;
    return reversible({x.kind, 0, x.object}, {y.kind, 0, y.object});
  }

  void find_first() {
    const auto earlier = [](std::uint32_t& first, std::uint32_t event) {
      if (event != 0 && (first == 0 || event < first)) first = event;
    };
    for (const TurnedPair& pair : out_.turned) {
      earlier(out_.first_a, pair.first_a);
      earlier(out_.first_b, pair.first_b);
    }
    for (const Parting& parting : out_.partings) {
      earlier(out_.first_a, parting.a);
      earlier(out_.first_b, parting.b);
    }
  }

  // Turned pairs further apart than this, in events of the object, follow from nearer ones.
  static constexpr std::size_t look_back = 64;
  static constexpr std::uint32_t asked_every = 1 << 14;

  const Trace& a_;
  const Trace& b_;
  Graph graph_a_;
  Graph graph_b_;
  const std::function<bool()>& go_on_;
  Diff out_;
};

// More than this nobody reads.
constexpr std::size_t listed_most = 12;

}  // namespace

Diff diff_of(const Trace& a, const Trace& b) {
  return std::move(*diff_of(a, b, [] { return true; }));
}

std::optional<Diff> diff_of(const Trace& a, const Trace& b, const std::function<bool()>& go_on) {
  return Comparison(a, b, go_on).compare();
}

std::string text_of(const Diff& diff, const Trace& a, const Trace& b) {
  if (diff.same()) return "the same order of everything that matters\n";
  std::string out;
  const auto at = [](std::uint32_t event) {
    return event == 0 ? std::string("at the end") : "at event " + std::to_string(event);
  };
  out += "first difference: in A " + at(diff.first_a) + ", in B " + at(diff.first_b) + "\n";
  std::size_t shown = 0;
  for (const TurnedPair& pair : diff.turned) {
    if (shown++ == listed_most) {
      out += "\nand " + std::to_string(diff.turned.size() - listed_most) +
             " more pairs in another order\n";
      break;
    }
    out += "\nin another order, on " + object_name(a, a.events[pair.first_a - 1].object) + "\n";
    out += "  A  " + told(a, pair.first_a) + "\n";
    out += "     " + told(a, pair.second_a) + "\n";
    out += "  B  " + told(b, pair.first_b) + "\n";
    out += "     " + told(b, pair.second_b) + "\n";
  }
  shown = 0;
  for (const Parting& parting : diff.partings) {
    if (shown++ == listed_most) {
      out += "\nand " + std::to_string(diff.partings.size() - listed_most) +
             " more goroutines that went another way\n";
      break;
    }
    out += "\nanother way\n";
    out += "  A  " + (parting.a == 0 ? "goes no further" : told(a, parting.a)) + "\n";
    out += "  B  " + (parting.b == 0 ? "goes no further" : told(b, parting.b)) + "\n";
  }
  return out;
}

}  // namespace heddle::trace
