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
    {OpKind::none,           "none",           "",                     "",                         Role::note,          nothing, "", ""},
    {OpKind::start,          "start",          "runnable",             "started",                  Role::start,         nothing, "", ""},
    {OpKind::end,            "end",            "",                     "ended",                    Role::end,           updates(census), "", ""},
    {OpKind::spawn,          "go",             "",                     "started",                  Role::spawn,         updates(census), "goroutine", ""},
    {OpKind::yield,          "yield",          "runnable",             "yielded",                  Role::pause,         nothing, "", ""},
    {OpKind::resume,         "resume",         "runnable",             "went on",                  Role::resume,        nothing, "", ""},
    {OpKind::num_goroutine,  "num-goroutine",  "runnable",             "counted goroutines",       Role::read,          reads(census), "count", ""},
    {OpKind::static_init,    "static-init",    "static initialisation","initialised",              Role::acquire,       writes(state), "", ""},
    {OpKind::chan_send,      "chan-send",      "chan send",            "sent on",                  Role::send,          send_touches, "slot", "waited"},
    {OpKind::chan_recv,      "chan-recv",      "chan receive",         "received from",            Role::receive,       recv_touches, "slot", "closed"},
    {OpKind::chan_try_send,  "chan-try-send",  "runnable",             "tried to send on",         Role::send,          send_touches | reads(level), "done", ""},
    {OpKind::chan_try_recv,  "chan-try-recv",  "runnable",             "tried to receive from",    Role::receive,       recv_touches | reads(level), "done", "closed"},
    {OpKind::chan_close,     "chan-close",     "runnable",             "closed",                   Role::close,         writes(sending | taking | closed | level), "", ""},
    {OpKind::chan_len,       "chan-len",       "runnable",             "looked at the length of",  Role::read,          reads(level), "length", ""},
    {OpKind::select,         "select",         "select",               "chose",                    Role::select,        nothing, "case", "cases"},
    {OpKind::try_select,     "try-select",     "runnable",             "tried a select of",        Role::select,        nothing, "case", "cases"},
    {OpKind::mutex_lock,     "lock",           "sync.Mutex.Lock",      "locked",                   Role::acquire,       writes(state), "", ""},
    {OpKind::mutex_unlock,   "unlock",         "runnable",             "unlocked",                 Role::release,       writes(state), "", ""},
    {OpKind::mutex_try_lock, "try-lock",       "runnable",             "tried to lock",            Role::try_acquire,   writes(state), "done", ""},
    {OpKind::rw_lock,        "rw-lock",        "sync.RWMutex.Lock",    "locked",                   Role::acquire,       writes(state) | reads(sharing), "", ""},
    {OpKind::rw_announce,    "rw-announce",    "sync.RWMutex.Lock",    "announced a lock of",      Role::wait,          writes(state) | reads(sharing), "", ""},
    {OpKind::rw_unlock,      "rw-unlock",      "runnable",             "unlocked",                 Role::release,       writes(state), "", ""},
    {OpKind::rw_try_lock,    "rw-try-lock",    "runnable",             "tried to lock",            Role::try_acquire,   writes(state) | reads(sharing), "done", ""},
    {OpKind::rw_rlock,       "rw-rlock",       "sync.RWMutex.RLock",   "read-locked",              Role::acquire_share, reads(state) | updates(sharing), "", ""},
    {OpKind::rw_runlock,     "rw-runlock",     "runnable",             "read-unlocked",            Role::release_share, reads(state) | updates(sharing), "", ""},
    {OpKind::rw_try_rlock,   "rw-try-rlock",   "runnable",             "tried to read-lock",       Role::try_acquire,   reads(state) | updates(sharing), "done", ""},
    {OpKind::wg_add,         "wg-add",         "runnable",             "added to",                 Role::count,         updates(state), "delta", "counter"},
    // Dones commute, and nobody can tell one from a wait: whoever waits goes on at zero.
    {OpKind::wg_done,        "wg-done",        "runnable",             "called done of",           Role::count,         reads(state), "delta", "counter"},
    {OpKind::wg_wait,        "wg-wait",        "sync.WaitGroup.Wait",  "waited for",               Role::wait,          reads(state), "counter", ""},
    {OpKind::once_do,        "once-do",        "sync.Once.Do",         "entered",                  Role::acquire,       writes(state), "runs", ""},
    {OpKind::once_done,      "once-done",      "runnable",             "completed",                Role::release,       writes(state), "", ""},
    {OpKind::cond_wait,      "cond-wait",      "sync.Cond.Wait",       "waited for",               Role::wait,          writes(state), "ticket", ""},
    {OpKind::cond_signal,    "cond-signal",    "runnable",             "signalled",                Role::wake,          writes(state), "woken", ""},
    {OpKind::cond_broadcast, "cond-broadcast", "runnable",             "broadcast",                Role::wake,          updates(state), "woken", ""},
    {OpKind::atomic_load,    "atomic-load",    "runnable",             "loaded",                   Role::read,          reads(state), "value", ""},
    {OpKind::atomic_store,   "atomic-store",   "runnable",             "stored to",                Role::write,         writes(state), "value", ""},
    {OpKind::atomic_rmw,     "atomic-rmw",     "runnable",             "changed",                  Role::update,        writes(state), "value", "old"},
    {OpKind::atomic_cas,     "atomic-cas",     "runnable",             "compared and swapped",     Role::update,        writes(state), "value", "old"},
    {OpKind::var_read,       "var-read",       "runnable",             "read",                     Role::read,          reads(state), "", ""},
    {OpKind::var_write,      "var-write",      "runnable",             "wrote",                    Role::write,         writes(state), "", ""},
    {OpKind::var_update,     "var-update",     "runnable",             "changed",                  Role::update,        writes(state), "", ""},
    {OpKind::map_read,       "map-read",       "runnable",             "read",                     Role::read,          reads(state), "key", ""},
    {OpKind::map_write,      "map-write",      "runnable",             "wrote",                    Role::update,        writes(state), "key", ""},
    {OpKind::pool_get,       "pool-get",       "runnable",             "took from",                Role::update,        writes(state), "found", ""},
    {OpKind::pool_put,       "pool-put",       "runnable",             "gave back to",             Role::update,        writes(state), "", ""},
    {OpKind::ctx_read,       "context-read",   "runnable",             "looked at",                Role::read,          reads(state), "done", ""},
    // A context is its own done channel. Two children made at once change the order of closing them.
    {OpKind::ctx_derive,     "context-derive", "runnable",             "derived from",             Role::update,        reads(state) | writes(sharing), "done", "child"},
    {OpKind::ctx_cancel,     "context-cancel", "runnable",             "cancelled",                Role::close,         writes(state | sending | taking | closed | level), "closes", ""},
    {OpKind::time_now,       "now",            "runnable",             "read the clock",           Role::clock,         reads(clock), "time_ns", ""},
    {OpKind::sleep,          "sleep",          "sleep",                "slept",                    Role::clock,         reads(clock), "duration_ns", ""},
    {OpKind::timer_start,    "timer-start",    "runnable",             "armed",                    Role::clock,         reads(clock) | writes(state), "deadline_ns", "was_active"},
    {OpKind::timer_stop,     "timer-stop",     "runnable",             "stopped",                  Role::clock,         reads(clock) | writes(state), "was_active", ""},
    {OpKind::timer_fire,     "timer-fire",     "",                     "fired",                    Role::fire,          writes(clock | state), "time_ns", "early"},
    {OpKind::signal_raise,   "signal-raise",   "runnable",             "raised",                   Role::send,          writes(state), "signal", ""},
    {OpKind::signal_config,  "signal-notify",  "runnable",             "changed the signals of",   Role::write,         writes(state), "", ""},
    {OpKind::choose,         "choose",         "runnable",             "drew a number",            Role::note,          nothing, "value", "of"},
    {OpKind::log,            "log",            "runnable",             "logged",                   Role::note,          nothing, "", ""},
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
