#include "heddle/trace/explanation.h"

#include <algorithm>
#include <utility>

#include "guilty.h"
#include "holding.h"
#include "place.h"

namespace heddle::trace {
namespace {

// A story about more goroutines than this is none.
constexpr std::size_t told_most = 4;

// A lock that a goroutine holds at one of its events.
struct HeldLock {
  std::uint32_t object = 0;
  std::uint32_t since = 0;  // event
};

std::vector<HeldLock> held_at(const Trace& trace, const Graph& graph, std::uint32_t event) {
  std::vector<HeldLock> held;
  for (const std::uint32_t number : graph.events_of(trace.events[event - 1].goroutine)) {
    if (number >= event) break;
    const Event& step = trace.events[number - 1];
    if (takes_hold(step)) {
      held.push_back({step.object, number});
    } else if (gives_up_hold(step)) {
      std::erase_if(held, [&](const HeldLock& lock) { return lock.object == step.object; });
    }
  }
  return held;
}

const HeldLock* find(const std::vector<HeldLock>& held, std::uint32_t object) {
  const auto found = std::find_if(held.begin(), held.end(),
                                  [&](const HeldLock& lock) { return lock.object == object; });
  return found == held.end() ? nullptr : &*found;
}

class Story {
 public:
  Story(const Trace& trace, const Graph& graph, const Finding& finding)
      : trace_(trace), graph_(graph), finding_(finding) {}

  Explanation tell() {
    out_.guilty = guilty_events(trace_, graph_, finding_);
    switch (finding_.kind) {
      case Kind::data_race:
      case Kind::channel_race:
      case Kind::waitgroup_misuse: race(); break;
      case Kind::lost_wakeup: lost_wakeup(); break;
      case Kind::deadlock:
      case Kind::partial_deadlock:
      case Kind::leak: stuck(); break;
      case Kind::double_close:
      case Kind::send_on_closed:
      case Kind::negative_waitgroup:
      case Kind::unlock_unlocked: misuse(); break;
      default: last_steps(); break;
    }
    say(finding_.turning_point.text);
    out_.events = slice();
    return std::move(out_);
  }

 private:
  void say(const std::string& sentence) {
    if (sentence.empty()) return;
    if (!out_.story.empty()) out_.story += ' ';
    out_.story += sentence;
  }

  Event at(std::uint32_t event) const { return trace_.events[event - 1]; }
  std::string who(std::uint32_t event) const { return label(trace_, at(event).goroutine); }

  void race() {
    const auto pair = racing_pair(trace_, graph_, finding_);
    if (pair.empty()) {
      plain_memory_race();
      return;
    }
    const std::uint32_t first = pair[0];
    const std::uint32_t second = pair[1];
    say(told(trace_, first) + "; " + told(trace_, second) + ": nothing orders these two.");
    out_.missing.push_back({first, second, false});
    if (finding_.kind == Kind::channel_race) {
      say("Let the goroutine that sends close the channel, or close it only after it has been "
          "waited for.");
    } else if (finding_.kind == Kind::waitgroup_misuse) {
      say("Let add happen before the wait begins: in front of the go statement, not in the "
          "goroutine.");
    } else {
      locks_around(first, second);
    }
  }

  // Accesses to plain memory are no events, so the sites tell.
  void plain_memory_race() {
    if (finding_.goroutines.size() < 2) return;
    const Involved& one = finding_.goroutines[0];
    const Involved& other = finding_.goroutines[1];
    say(label(one) + " [" + one.state + "]" + place(one.site) + " and " + label(other) + " [" +
        other.state + "]" + place(other.site) + ": nothing orders these two.");
    remedy_of_race();
  }

  void remedy_of_race() {
    say("A lock held around both, or a channel, WaitGroup or atomic between them, would.");
  }

  // One lock held at one of two accesses is the commonest reason.
  void locks_around(std::uint32_t first, std::uint32_t second) {
    const auto at_first = held_at(trace_, graph_, first);
    const auto at_second = held_at(trace_, graph_, second);
    for (const HeldLock& lock : at_first) {
      if (find(at_second, lock.object) != nullptr) continue;
      say(who(first) + " held " + object_name(trace_, lock.object) + " (since " +
          std::to_string(lock.since) + "), " + who(second) + " did not.");
      return;
    }
    for (const HeldLock& lock : at_second) {
      if (find(at_first, lock.object) != nullptr) continue;
      say(who(second) + " held " + object_name(trace_, lock.object) + " (since " +
          std::to_string(lock.since) + "), " + who(first) + " did not.");
      return;
    }
    remedy_of_race();
  }

  void lost_wakeup() {
    std::uint32_t wake = 0;
    std::uint32_t wait = 0;
    for (const std::uint32_t event : out_.guilty) {
      if (info(at(event).kind).role == Role::wake) wake = event;
    }
    for (const Involved& stuck : finding_.goroutines) {
      for (const std::uint32_t event : graph_.events_of(stuck.ordinal)) {
        if (at(event).waits) wait = event;
      }
    }
    if (wake == 0 || wait == 0) {
      stuck();
      return;
    }
    say(told(trace_, wake) + ", when nobody waited; " + told(trace_, wait) +
        ", and nobody signals again: nothing orders these two.");
    out_.guilty.push_back(wait);
    std::sort(out_.guilty.begin(), out_.guilty.end());
    out_.guilty.erase(std::unique(out_.guilty.begin(), out_.guilty.end()), out_.guilty.end());
    if (!graph_.ordered(std::min(wake, wait), std::max(wake, wait))) {
      out_.missing.push_back({wait, wake, false});
    }
    say("Look at what is waited for while holding the lock, and change it under the same lock.");
  }

  void stuck() {
    std::size_t named = 0;
    for (const Wait& wait : finding_.waits) {
      if (wait.action.empty()) continue;
      if (named++ == told_most) {
        say("And " + std::to_string(finding_.waits.size() - told_most) + " more.");
        break;
      }
      std::string sentence = label(trace_, wait.goroutine) + " " + wait.action + " " +
                             wait.object_text + place(pending_site(wait.goroutine));
      bool first = true;
      for (const WaitHolder& holder : wait.holders) {
        if (holder.goroutine == wait.goroutine) continue;
        sentence += (first ? ", " : " and ") + holder.how + " " + label(trace_, holder.goroutine) +
                    (holder.state.empty() ? "" : ", which " + holder.state);
        first = false;
      }
      say(sentence + ".");
    }
    if (named == 0) {
      last_steps();
      return;
    }
    lock_cycle();
  }

  // Everybody waits for a lock: an order of taking them is what is missing.
  void lock_cycle() {
    std::size_t locks = 0;
    for (const Wait& wait : finding_.waits) {
      for (const WaitHolder& holder : wait.holders) {
        if (holder.how == "locked by" && holder.goroutine != wait.goroutine) ++locks;
      }
    }
    if (locks >= 2) say("Take these locks in the same order everywhere.");
  }

  Site pending_site(std::uint32_t goroutine) const {
    if (goroutine == 0 || goroutine > trace_.goroutines.size()) return {};
    return site_of(trace_, trace_.goroutines[goroutine - 1].pending_at);
  }

  // The step that went wrong is no event: it never came about. The goroutine's last event stands
  // for it.
  void misuse() {
    if (out_.guilty.size() < 2 || finding_.goroutines.empty()) {
      last_steps();
      return;
    }
    const Involved& guilty = finding_.goroutines.front();
    const auto chain = graph_.events_of(guilty.ordinal);
    const std::uint32_t cause =
        out_.guilty.front() == chain.back() ? out_.guilty.back() : out_.guilty.front();
    say(told(trace_, cause) + "; then " + label(guilty) + " did what is reported" +
        place(guilty.site) + ".");
    if (at(cause).goroutine != guilty.ordinal && cause < chain.back() &&
        !graph_.ordered(cause, chain.back())) {
      out_.missing.push_back({cause, chain.back(), false});
      say("Nothing orders these two.");
    }
  }

  void last_steps() {
    std::size_t named = 0;
    for (const std::uint32_t event : out_.guilty) {
      if (named++ == told_most) break;
      say("Last, " + told(trace_, event) + ".");
    }
    // Who was in between is what made the difference.
    std::size_t shown = 0;
    for (const std::string& interruption : finding_.shrinking.interruptions) {
      if (shown++ == told_most) break;
      say("What it took: " + interruption + ".");
    }
  }

  std::vector<std::uint32_t> slice() const {
    std::vector<std::uint32_t> events = out_.guilty;
    const auto objects = objects_of(trace_, finding_, out_.guilty);
    std::vector<std::uint32_t> involved;
    for (const std::uint32_t event : out_.guilty) involved.push_back(at(event).goroutine);
    for (const Involved& one : finding_.goroutines) involved.push_back(one.ordinal);
    const auto in = [](const std::vector<std::uint32_t>& list, std::uint32_t value) {
      return std::find(list.begin(), list.end(), value) != list.end();
    };
    if (finding_.turning_point.first != 0) {
      events.push_back(finding_.turning_point.first);
      events.push_back(finding_.turning_point.second);
    }
    // How they came to be.
    for (const std::uint32_t goroutine : involved) {
      const auto chain = graph_.events_of(goroutine);
      if (goroutine == 0 || chain.empty() || in(events, chain.front())) continue;
      events.push_back(chain.front());
      for (const std::uint32_t source : graph_.sources(chain.front())) events.push_back(source);
    }
    // What was done to the objects, latest first.
    for (std::size_t i = trace_.events.size(); i-- > 0 && events.size() < slice_events_max;) {
      const Event& event = trace_.events[i];
      if (event.object != 0 && in(objects, event.object)) events.push_back(event.number);
    }
    std::erase_if(events,
                  [&](std::uint32_t event) { return event == 0 || event > trace_.events.size(); });
    std::sort(events.begin(), events.end());
    events.erase(std::unique(events.begin(), events.end()), events.end());
    return events;
  }

  const Trace& trace_;
  const Graph& graph_;
  const Finding& finding_;
  Explanation out_;
};

}  // namespace

std::string told(const Trace& trace, std::uint32_t event) {
  const Event& step = trace.events[event - 1];
  const OpInfo& about = info(step.kind);
  std::string text = label(trace, step.goroutine) + " ";
  text += step.waits ? "began to wait in " + std::string(about.waiting) : std::string(about.past);
  if (step.kind == OpKind::spawn) {
    text += " " + label(trace, static_cast<std::uint32_t>(step.value_a));
  } else if (step.object != 0) {
    text += (step.waits ? " on " : " ") + object_name(trace, step.object);
  }
  return text + " at " + std::to_string(event) + place(site_of(trace, step.site));
}

Explanation explain_finding(const Trace& trace, const Graph& graph, const Finding& finding) {
  return Story(trace, graph, finding).tell();
}

}  // namespace heddle::trace
