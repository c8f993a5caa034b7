#include "heddle/trace/graph.h"

namespace heddle::trace {
namespace {

bool is_rw(OpKind kind) {
  switch (kind) {
    case OpKind::rw_lock:
    case OpKind::rw_announce:
    case OpKind::rw_unlock:
    case OpKind::rw_try_lock:
    case OpKind::rw_rlock:
    case OpKind::rw_runlock:
    case OpKind::rw_try_rlock: return true;
    default: return false;
  }
}

bool takes_value(Role role) { return role == Role::receive || role == Role::select; }
bool gives_value(Role role) { return role == Role::send || role == Role::select; }

}  // namespace

std::string_view rule_of(const Trace& trace, std::uint32_t from, std::uint32_t to) noexcept {
  const Event& earlier = trace.events[from - 1];
  const Event& later = trace.events[to - 1];
  const Role first = info(earlier.kind).role;
  const Role second = info(later.kind).role;
  if (earlier.goroutine == later.goroutine && earlier.goroutine != 0) return "program order";
  if (first == Role::spawn) return "a go statement happens before the goroutine's start";
  if (first == Role::close) return "a close happens before what it wakes";
  if (first == Role::fire) return "a timer's firing happens before what it wakes";
  if (second == Role::fire || (first == Role::clock && later.goroutine == 0))
    return "arming a timer happens before its firing";
  switch (earlier.kind) {
    case OpKind::once_done: return "the end of Once.do's function happens before any do returns";
    case OpKind::wg_add:
    case OpKind::wg_done: return "a done happens before the wait it lets go on";
    case OpKind::cond_signal:
    case OpKind::cond_broadcast: return "a signal happens before the wait it ends";
    case OpKind::static_init: return "a static's initialisation happens before its use";
    default: break;
  }
  if (first == Role::release || first == Role::release_share) {
    return is_rw(earlier.kind) ? "an unlock happens before the lock or read-lock it lets in"
                               : "an unlock happens before the next lock";
  }
  if (gives_value(first) && takes_value(second) && first != Role::select) {
    return "a send happens before the receive of its value";
  }
  if (takes_value(first) && gives_value(second) && second != Role::select) {
    return "a receive happens before the send that needs its place";
  }
  if (first == Role::select || second == Role::select) {
    return "a transfer happens before its counterpart";
  }
  if (first == Role::write || first == Role::update) {
    return "a write happens before the read of its value";
  }
  return "synchronisation";
}

}  // namespace heddle::trace
