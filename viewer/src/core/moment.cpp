#include "core/moment.h"

#include <algorithm>

namespace heddle::viewer {
namespace {

using trace::OpKind;

// More names than this say nothing.
constexpr std::size_t names_max = 6;

std::string names(const History& history, const std::vector<std::uint32_t>& goroutines) {
  std::string text;
  for (std::size_t i = 0; i < goroutines.size(); ++i) {
    if (i == names_max) return text + " and " + std::to_string(goroutines.size() - i) + " more";
    if (i != 0) text += ", ";
    text += trace::label(history.trace(), goroutines[i]);
  }
  return text;
}

void join(std::string& text, const std::string& more) {
  if (!text.empty()) text += "; ";
  text += more;
}

}  // namespace

bool operator==(const GoroutineAt& a, const GoroutineAt& b) {
  return a.goroutine == b.goroutine && a.standing.activity == b.standing.activity &&
         a.standing.reason == b.standing.reason && a.standing.object == b.standing.object;
}

Moment moment_at(const History& history, std::uint32_t step) {
  Moment moment;
  moment.step = step;
  const trace::Trace& trace = history.trace();
  std::vector<std::vector<std::uint32_t>> waiters(trace.objects.size() + 1);
  for (std::uint32_t i = 1; i <= history.goroutines(); ++i) {
    const GoroutineAt at{i, history.standing(i, step)};
    moment.goroutines.push_back(at);
    const bool stuck =
        at.standing.activity == Activity::parked || at.standing.activity == Activity::disabled;
    if (!stuck) continue;
    if (at.standing.next == 0) {
      for (const std::uint32_t object : trace.goroutines[i - 1].waits_for) {
        if (object < waiters.size() && (waiters[object].empty() || waiters[object].back() != i)) {
          waiters[object].push_back(i);
        }
      }
    } else {
      waiters[at.standing.object].push_back(i);
    }
  }
  for (std::uint32_t i = 1; i < waiters.size(); ++i) {
    ObjectAt at;
    at.object = i;
    const auto events = history.events_on(i);
    const bool used = !events.empty() && events.front() <= step;
    if (!used && waiters[i].empty()) continue;
    if (const ChannelHistory* channel = history.channel(i); channel != nullptr) {
      for (const std::size_t transfer : channel->contents(step)) {
        at.contents.push_back(channel->transfers()[transfer].send);
      }
      at.level = channel->level().at(step);
      at.closed = channel->closed_at() != 0 && channel->closed_at() <= step;
    } else if (const LockHistory* lock = history.lock(i); lock != nullptr) {
      for (const std::size_t hold : lock->held_by(step)) {
        at.holders.push_back(lock->holds()[hold].goroutine);
        at.shared = lock->holds()[hold].shared;
      }
    } else {
      at.level = history.counter(i).at(step);
    }
    at.waiters = std::move(waiters[i]);
    moment.objects.push_back(std::move(at));
  }
  return moment;
}

std::string describe(const History& history, const GoroutineAt& goroutine) {
  const Standing& now = goroutine.standing;
  const std::string on =
      now.object == 0 ? "" : " on " + trace::object_name(history.trace(), now.object);
  switch (now.activity) {
    case Activity::absent: return "not yet started";
    case Activity::done: return "has ended";
    case Activity::running:
      if (now.last != 0 && history.event(now.last).waits) {
        return "begins to wait: " + std::string(trace::info(history.event(now.last).kind).waiting) +
               on;
      }
      return "runs: " + std::string(trace::info(history.event(now.last).kind).name);
    case Activity::parked: return "waits: " + std::string(trace::info(now.reason).waiting) + on;
    case Activity::disabled: return "blocked: " + std::string(trace::info(now.reason).waiting) + on;
    case Activity::ready: break;
  }
  if (now.reason == OpKind::none) return "ready";
  return "ready: " + std::string(trace::info(now.reason).name) + on;
}

std::string describe(const History& history, const ObjectAt& object) {
  const trace::Trace& trace = history.trace();
  std::string text;
  if (const ChannelHistory* channel = history.channel(object.object); channel != nullptr) {
    if (channel->capacity() != 0) {
      text = std::to_string(object.level) + " of " + std::to_string(channel->capacity());
      if (!object.contents.empty()) {
        std::vector<std::uint32_t> senders;
        for (const std::uint32_t event : object.contents) {
          senders.push_back(event == 0 ? 0 : history.event(event).goroutine);
        }
        text += " from " + names(history, senders);
      }
    } else if (trace.objects[object.object - 1].type == "channel") {
      text = "unbuffered";
    }
    if (object.closed)
      join(text, trace.objects[object.object - 1].type == "context" ? "cancelled" : "closed");
    if (!object.waiters.empty()) join(text, "waits: " + names(history, object.waiters));
    return text.empty() ? "open" : text;
  }
  if (history.lock(object.object) != nullptr) {
    if (object.holders.empty()) {
      text = "free";
    } else {
      text = (object.shared ? "read by " : "held by ") + names(history, object.holders);
    }
    if (!object.waiters.empty()) join(text, "waits: " + names(history, object.waiters));
    return text;
  }
  if (trace.objects[object.object - 1].type == "waitgroup") {
    text = "counter " + std::to_string(object.level);
  }
  if (!object.waiters.empty()) join(text, "waits: " + names(history, object.waiters));
  return text;
}

}  // namespace heddle::viewer
