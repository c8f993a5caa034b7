#include "heddle/trace/op.h"

#include <array>

namespace heddle::trace {
namespace {

using namespace facet;

constexpr Touches nothing{};
constexpr Touches reads(std::uint8_t facets) { return {.reads = facets}; }
constexpr Touches updates(std::uint8_t facets) { return {.updates = facets}; }
constexpr Touches writes(std::uint8_t facets) { return {.writes = facets}; }
constexpr Touches operator|(Touches a, Touches b) {
  return {static_cast<std::uint8_t>(a.reads | b.reads),
          static_cast<std::uint8_t>(a.updates | b.updates),
          static_cast<std::uint8_t>(a.writes | b.writes)};
}

// A send orders itself among sends (the queue is first-in first-out), looks whether the channel is
// closed, and moves the level; a receive likewise at the other end.
constexpr Touches send_touches = writes(sending) | reads(closed) | updates(level);
constexpr Touches recv_touches = writes(taking) | reads(closed) | updates(level);

// clang-format off
constexpr std::array<OpInfo, op_kind_count> table = {{
    {OpKind::none,           "none",           "",                     Role::note,          nothing, "", ""},
    {OpKind::start,          "start",          "runnable",             Role::start,         nothing, "", ""},
    {OpKind::end,            "end",            "",                     Role::end,           updates(census), "", ""},
    {OpKind::spawn,          "go",             "",                     Role::spawn,         updates(census), "goroutine", ""},
    {OpKind::yield,          "yield",          "runnable",             Role::pause,         nothing, "", ""},
    {OpKind::resume,         "resume",         "runnable",             Role::resume,        nothing, "", ""},
    {OpKind::num_goroutine,  "num-goroutine",  "runnable",             Role::read,          reads(census), "count", ""},
    {OpKind::static_init,    "static-init",    "static initialisation",Role::acquire,       writes(state), "", ""},
    {OpKind::chan_send,      "chan-send",      "chan send",            Role::send,          send_touches, "slot", "waited"},
    {OpKind::chan_recv,      "chan-recv",      "chan receive",         Role::receive,       recv_touches, "slot", "closed"},
    {OpKind::chan_try_send,  "chan-try-send",  "runnable",             Role::send,          send_touches | reads(level), "done", ""},
    {OpKind::chan_try_recv,  "chan-try-recv",  "runnable",             Role::receive,       recv_touches | reads(level), "done", "closed"},
    {OpKind::chan_close,     "chan-close",     "runnable",             Role::close,         writes(sending | taking | closed | level), "", ""},
    {OpKind::chan_len,       "chan-len",       "runnable",             Role::read,          reads(level), "length", ""},
    {OpKind::select,         "select",         "select",               Role::select,        nothing, "case", "cases"},
    {OpKind::try_select,     "try-select",     "runnable",             Role::select,        nothing, "case", "cases"},
    {OpKind::mutex_lock,     "lock",           "sync.Mutex.Lock",      Role::acquire,       writes(state), "", ""},
    {OpKind::mutex_unlock,   "unlock",         "runnable",             Role::release,       writes(state), "", ""},
    {OpKind::mutex_try_lock, "try-lock",       "runnable",             Role::try_acquire,   writes(state), "done", ""},
    {OpKind::rw_lock,        "rw-lock",        "sync.RWMutex.Lock",    Role::acquire,       writes(state) | reads(sharing), "", ""},
    {OpKind::rw_announce,    "rw-announce",    "sync.RWMutex.Lock",    Role::wait,          writes(state) | reads(sharing), "", ""},
    {OpKind::rw_unlock,      "rw-unlock",      "runnable",             Role::release,       writes(state), "", ""},
    {OpKind::rw_try_lock,    "rw-try-lock",    "runnable",             Role::try_acquire,   writes(state) | reads(sharing), "done", ""},
    {OpKind::rw_rlock,       "rw-rlock",       "sync.RWMutex.RLock",   Role::acquire_share, reads(state) | updates(sharing), "", ""},
    {OpKind::rw_runlock,     "rw-runlock",     "runnable",             Role::release_share, reads(state) | updates(sharing), "", ""},
    {OpKind::rw_try_rlock,   "rw-try-rlock",   "runnable",             Role::try_acquire,   reads(state) | updates(sharing), "done", ""},
    {OpKind::wg_add,         "wg-add",         "runnable",             Role::count,         updates(state), "delta", "counter"},
    // Dones commute, and nobody can tell one from a wait: whoever waits goes on at zero.
    {OpKind::wg_done,        "wg-done",        "runnable",             Role::count,         reads(state), "delta", "counter"},
    {OpKind::wg_wait,        "wg-wait",        "sync.WaitGroup.Wait",  Role::wait,          reads(state), "counter", ""},
    {OpKind::once_do,        "once-do",        "sync.Once.Do",         Role::acquire,       writes(state), "runs", ""},
    {OpKind::once_done,      "once-done",      "runnable",             Role::release,       writes(state), "", ""},
    {OpKind::cond_wait,      "cond-wait",      "sync.Cond.Wait",       Role::wait,          writes(state), "ticket", ""},
    {OpKind::cond_signal,    "cond-signal",    "runnable",             Role::wake,          writes(state), "woken", ""},
    {OpKind::cond_broadcast, "cond-broadcast", "runnable",             Role::wake,          updates(state), "woken", ""},
    {OpKind::atomic_load,    "atomic-load",    "runnable",             Role::read,          reads(state), "value", ""},
    {OpKind::atomic_store,   "atomic-store",   "runnable",             Role::write,         writes(state), "value", ""},
    {OpKind::atomic_rmw,     "atomic-rmw",     "runnable",             Role::update,        writes(state), "value", "old"},
    {OpKind::atomic_cas,     "atomic-cas",     "runnable",             Role::update,        writes(state), "value", "old"},
    {OpKind::var_read,       "var-read",       "runnable",             Role::read,          reads(state), "", ""},
    {OpKind::var_write,      "var-write",      "runnable",             Role::write,         writes(state), "", ""},
    {OpKind::var_update,     "var-update",     "runnable",             Role::update,        writes(state), "", ""},
    {OpKind::map_read,       "map-read",       "runnable",             Role::read,          reads(state), "key", ""},
    {OpKind::map_write,      "map-write",      "runnable",             Role::update,        writes(state), "key", ""},
    {OpKind::pool_get,       "pool-get",       "runnable",             Role::update,        writes(state), "found", ""},
    {OpKind::pool_put,       "pool-put",       "runnable",             Role::update,        writes(state), "", ""},
    {OpKind::ctx_read,       "context-read",   "runnable",             Role::read,          reads(state), "done", ""},
    // A context is its own done channel. Two children made at once change the order of closing them.
    {OpKind::ctx_derive,     "context-derive", "runnable",             Role::update,        reads(state) | writes(sharing), "done", "child"},
    {OpKind::ctx_cancel,     "context-cancel", "runnable",             Role::close,         writes(state | sending | taking | closed | level), "closes", ""},
    {OpKind::time_now,       "now",            "runnable",             Role::clock,         reads(clock), "time_ns", ""},
    {OpKind::sleep,          "sleep",          "sleep",                Role::clock,         reads(clock), "duration_ns", ""},
    {OpKind::timer_start,    "timer-start",    "runnable",             Role::clock,         reads(clock) | writes(state), "deadline_ns", "was_active"},
    {OpKind::timer_stop,     "timer-stop",     "runnable",             Role::clock,         reads(clock) | writes(state), "was_active", ""},
    {OpKind::timer_fire,     "timer-fire",     "",                     Role::fire,          writes(clock | state), "time_ns", "early"},
    {OpKind::signal_raise,   "signal-raise",   "runnable",             Role::send,          writes(state), "signal", ""},
    {OpKind::signal_config,  "signal-notify",  "runnable",             Role::write,         writes(state), "", ""},
    {OpKind::choose,         "choose",         "runnable",             Role::note,          nothing, "value", "of"},
    {OpKind::log,            "log",            "runnable",             Role::note,          nothing, "", ""},
}};
// clang-format on

constexpr bool in_order() {
  for (unsigned i = 0; i < table.size(); ++i) {
    if (table[i].kind != static_cast<OpKind>(i)) return false;
  }
  return true;
}
static_assert(in_order(), "the row of a kind stands at the kind's own index");

constexpr bool overlaps(std::uint8_t a, std::uint8_t b) { return (a & b) != 0; }

bool is_channel_transfer(OpKind kind) noexcept {
  switch (kind) {
    case OpKind::chan_send:
    case OpKind::chan_recv:
    case OpKind::chan_try_send:
    case OpKind::chan_try_recv: return true;
    default: return false;
  }
}

// The facets on which two operations do not commute.
std::uint8_t disputed(Touches a, Touches b) noexcept {
  return static_cast<std::uint8_t>((a.writes & (b.reads | b.updates | b.writes)) |
                                   (b.writes & (a.reads | a.updates)) | (a.updates & b.reads) |
                                   (a.reads & b.updates));
}

}  // namespace

const OpInfo& info(OpKind kind) noexcept { return table[static_cast<unsigned>(kind)]; }

OpKind op_kind_of(std::string_view name) noexcept {
  for (const OpInfo& row : table) {
    if (row.name == name) return row.kind;
  }
  return OpKind::none;
}

Touches touches_of(const Touch& op) noexcept {
  Touches touches = info(op.kind).touches;
  if (op.facts & Touch::failed) {
    // What changed nothing only looked.
    touches.reads = static_cast<std::uint8_t>(touches.reads | touches.updates | touches.writes);
    touches.updates = 0;
    touches.writes = 0;
    if (is_channel_transfer(op.kind)) touches.reads = level | closed;
  }
  if (op.facts & Touch::has_try) {
    touches.reads = static_cast<std::uint8_t>(touches.reads | level);
  }
  return touches;
}

bool conflict(const Touch& earlier, const Touch& later) noexcept {
  const Touches a = touches_of(earlier);
  const Touches b = touches_of(later);
  std::uint8_t facets = disputed(a, b);
  if (earlier.object != later.object || earlier.object == 0) facets &= facet::global;
  if (facets == 0) return false;
  // An add and a done commute, unless the done would have found zero or somebody may wait for zero.
  const auto is_add = [](const Touch& op) { return op.kind == OpKind::wg_add; };
  const auto is_done = [](const Touch& op) { return op.kind == OpKind::wg_done; };
  if (is_add(earlier) && is_done(later)) {
    return overlaps(earlier.facts, Touch::boundary | Touch::waited);
  }
  if (is_done(earlier) && is_add(later)) return overlaps(later.facts, Touch::waited);
  return true;
}

bool reversible(const Touch& earlier, const Touch& later) noexcept {
  if (!conflict(earlier, later)) return false;
  // These are disabled as long as somebody holds what they want, so the release came first.
  // (Readers, and a writer that waits for readers, queue up: a step of their own at any time.)
  switch (later.kind) {
    case OpKind::mutex_lock: return earlier.kind != OpKind::mutex_unlock;
    case OpKind::rw_lock:
    case OpKind::rw_announce: return earlier.kind != OpKind::rw_unlock;
    case OpKind::once_do: return earlier.kind != OpKind::once_done;
    default: return true;
  }
}

}  // namespace heddle::trace
