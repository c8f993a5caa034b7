#include "report/explain.h"

#include <heddle/trace/explanation.h>

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::report {
namespace {

using trace::Event;
using trace::Role;
using trace::State;
using trace::Trace;
using trace::TracedGoroutine;

// More than this many names say nothing.
constexpr std::size_t named_most = 4;
// Of a finding with very many goroutines the first ones are explained: each takes a look at every
// event.
constexpr std::size_t explained_most = 64;

// Whether an operation of role `done` is what a goroutine that waits in `waiting` hopes for. A
// select may be a send or a receive: it counts as both.
bool answers(Role waiting, Role done) {
  switch (waiting) {
    case Role::receive: return done == Role::send || done == Role::close || done == Role::select;
    case Role::send: return done == Role::receive || done == Role::select;
    case Role::select:
      return done == Role::send || done == Role::receive || done == Role::close ||
             done == Role::select;
    case Role::acquire:
    case Role::acquire_share: return done == Role::release || done == Role::release_share;
    case Role::wait:
      return done == Role::wake || done == Role::count || done == Role::release ||
             done == Role::release_share;
    default: return false;
  }
}

bool takes_hold(Role role) {
  return role == Role::acquire || role == Role::acquire_share || role == Role::try_acquire;
}

std::string_view what_nobody_did(trace::OpKind pending) {
  if (pending == trace::OpKind::wg_wait) return "nobody else ever brings its counter to zero";
  switch (trace::info(pending).role) {
    case Role::receive: return "nobody else ever sends on it or closes it";
    case Role::send: return "nobody else ever receives from it";
    case Role::select: return "nobody else ever uses the other end of one of these channels";
    case Role::acquire:
    case Role::acquire_share: return "nobody ever releases it";
    default: return "nobody ever wakes it";
  }
}

bool contains(const std::vector<std::uint32_t>& list, std::uint32_t value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

std::string whereabouts(const Trace& trace, std::uint32_t ordinal) {
  if (ordinal == 0) return "";
  const TracedGoroutine& goroutine = trace.goroutines[ordinal - 1];
  switch (goroutine.state) {
    case State::done: return ", has ended";
    case State::parked:
    case State::disabled:
      return ", is stuck itself in " + std::string(trace::info(goroutine.pending).waiting);
    default: return "";
  }
}

std::string told(const Trace& trace, const Event& event, std::string_view what) {
  return trace::label(trace, event.goroutine) + " (" + std::string(what) + " " +
         trace::place_text(trace::site_of(trace, event.site)) +
         whereabouts(trace, event.goroutine) + ")";
}

std::vector<std::string> wakers(const Trace& trace, std::uint32_t ordinal) {
  const TracedGoroutine& stuck = trace.goroutines[ordinal - 1];
  const Role waiting = trace::info(stuck.pending).role;
  std::vector<std::string> names;
  if (takes_hold(waiting) || waiting == Role::wait) {
    for (const std::uint32_t taken : trace::holds_at_end(trace, stuck.waits_for)) {
      if (names.size() == named_most) break;
      const Event& event = trace.events[taken - 1];
      names.push_back(told(
          trace, event, event.goroutine == ordinal ? "itself, holds it since" : "holds it since"));
    }
    if (!names.empty()) return names;
  }
  std::map<std::uint32_t, const Event*> latest;  // by goroutine
  for (const Event& event : trace.events) {
    if (event.waits || event.goroutine == ordinal || !contains(stuck.waits_for, event.object) ||
        !answers(waiting, trace::info(event.kind).role)) {
      continue;
    }
    latest[event.goroutine] = &event;
  }
  for (const auto& [goroutine, event] : latest) {
    if (names.size() == named_most) {
      names.push_back("and " + std::to_string(latest.size() - named_most) + " more");
      break;
    }
    names.push_back(
        told(trace, *event, "last " + std::string(trace::info(event->kind).name) + " at"));
  }
  if (names.empty()) names.emplace_back(what_nobody_did(stuck.pending));
  return names;
}

std::string places(const Trace& trace, const std::vector<std::uint32_t>& objects) {
  std::string text;
  std::vector<std::uint32_t> named;
  for (const std::uint32_t object : objects) {
    if (object == 0 || object > trace.objects.size() || contains(named, object)) continue;
    if (!text.empty()) text += " or ";
    text += trace::object_name(trace, object) + " (made at " +
            trace::place_text(trace::site_of(trace, trace.objects[object - 1].made_at)) + ")";
    named.push_back(object);
  }
  return text;
}

std::string_view action_of(trace::OpKind pending) {
  if (pending == trace::OpKind::rw_announce) return "waits to lock";
  switch (trace::info(pending).role) {
    case Role::receive: return "waits to receive on";
    case Role::send: return "waits to send on";
    case Role::select: return "waits in select on";
    case Role::acquire: return "waits to lock";
    case Role::acquire_share: return "waits to read-lock";
    default: return "waits for";
  }
}

std::string state_of(const Trace& trace, std::uint32_t ordinal) {
  switch (trace.goroutines[ordinal - 1].state) {
    case State::done: return "has ended";
    case State::parked:
    case State::disabled: return "waits";
    default: return "can run";
  }
}

std::string object_text(const Trace& trace, const TracedGoroutine& stuck, std::uint32_t object) {
  if (object != 0) return trace::object_name(trace, object);
  return trace::info(stuck.pending).role == Role::select ? "nothing" : "a nil channel";
}

// Words for what the run has left as numbers, and who holds the locks.
void complete(const Trace& trace, trace::Wait& wait) {
  if (wait.goroutine == 0 || wait.goroutine > trace.goroutines.size()) return;
  const TracedGoroutine& stuck = trace.goroutines[wait.goroutine - 1];
  const Role role = trace::info(stuck.pending).role;
  wait.action = action_of(stuck.pending);
  wait.object_text = object_text(trace, stuck, wait.object);
  if (takes_hold(role) || role == Role::wait) {
    for (const std::uint32_t taken : trace::holds_at_end(trace, {wait.object})) {
      if (wait.holders.size() == named_most) break;
      wait.holders.push_back({trace.events[taken - 1].goroutine, "locked by", {}});
    }
  }
  // Readers wait behind a writer that waits.
  if (role == Role::acquire_share) {
    for (std::uint32_t i = 0; i < trace.goroutines.size(); ++i) {
      const TracedGoroutine& writer = trace.goroutines[i];
      if (writer.pending == trace::OpKind::rw_announce && contains(writer.waits_for, wait.object)) {
        wait.holders.push_back({i + 1, "claimed by", {}});
      }
    }
  }
  for (trace::WaitHolder& holder : wait.holders) {
    if (holder.goroutine == 0 || holder.goroutine > trace.goroutines.size()) continue;
    if (holder.how.empty()) holder.how = trace::known_to;
    holder.state = state_of(trace, holder.goroutine);
  }
}

}  // namespace

void explain(Trace& trace) {
  for (trace::Finding& finding : trace.findings) {
    for (trace::Wait& wait : finding.waits) {
      if (wait.action.empty()) complete(trace, wait);
    }
    // Its goroutines do not wait: they might have.
    if (finding.possible) continue;
    std::size_t explained = 0;
    for (trace::Involved& goroutine : finding.goroutines) {
      if (explained++ == explained_most) break;
      if (goroutine.ordinal == 0 || goroutine.ordinal > trace.goroutines.size()) continue;
      const TracedGoroutine& stuck = trace.goroutines[goroutine.ordinal - 1];
      const bool waits = stuck.state == State::parked || stuck.state == State::disabled;
      if (waits && !stuck.waits_for.empty()) {
        if (goroutine.waits_for.empty()) goroutine.waits_for = places(trace, stuck.waits_for);
        goroutine.could_wake = wakers(trace, goroutine.ordinal);
      }
    }
  }
}

}  // namespace heddle::report
