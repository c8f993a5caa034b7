#include "dpor/generated.h"

#include <heddle/heddle.h>

#include "engine/rng.h"

namespace heddle::dpor_test {
namespace {

using namespace std::chrono_literals;

enum What : std::uint32_t {
  lock_pair,
  lock_only,
  unlock_only,
  lock_two,
  try_lock,
  rw_write,
  rw_read,
  rw_try_write,
  rw_try_read,
  send,
  receive,
  try_send,
  try_receive,
  length,
  close_channel,
  select_two,
  try_select_two,
  load,
  store,
  add,
  swap,
  exchange,
  group_add,
  group_done,
  group_wait,
  cond_wait,
  cond_signal,
  cond_broadcast,
  once,
  pick_value,
  nap,
  timed_receive,
  read_clock,
  stop_timer,
  spawn_child,
  count_goroutines,
  cancel_context,
  poll_context,
  wait_context,
};

struct Kind {
  What what;
  unsigned part;
};

constexpr Kind kinds[] = {{lock_pair, part::locks},
                          {lock_pair, part::locks},
                          {lock_only, part::locks},
                          {unlock_only, part::locks},
                          {lock_two, part::locks},
                          {try_lock, part::locks | part::tries},
                          {rw_write, part::rw},
                          {rw_read, part::rw},
                          {rw_try_write, part::rw | part::tries},
                          {rw_try_read, part::rw | part::tries},
                          {send, part::channels},
                          {send, part::channels},
                          {receive, part::channels},
                          {receive, part::channels},
                          {try_send, part::channels | part::tries},
                          {try_receive, part::channels | part::tries},
                          {length, part::channels | part::tries},
                          {close_channel, part::closes},
                          {select_two, part::selects},
                          {select_two, part::selects},
                          {try_select_two, part::selects | part::tries},
                          {load, part::atomics},
                          {store, part::atomics},
                          {add, part::atomics},
                          {swap, part::atomics},
                          {exchange, part::atomics},
                          {group_add, part::groups},
                          {group_done, part::groups},
                          {group_wait, part::groups},
                          {cond_wait, part::conds},
                          {cond_signal, part::conds},
                          {cond_broadcast, part::conds},
                          {once, part::onces},
                          {pick_value, part::values},
                          {nap, part::clock},
                          {timed_receive, part::clock},
                          {read_clock, part::clock},
                          {stop_timer, part::clock},
                          {spawn_child, part::spawns},
                          {count_goroutines, part::census},
                          {cancel_context, part::contexts},
                          {poll_context, part::contexts},
                          {wait_context, part::contexts}};

constexpr std::uint64_t finished = 0xf1;

}  // namespace

struct Generated::Shared {
  Mutex locks[2];
  RWMutex rw;
  std::vector<Chan<int>> channels;
  Atomic<int> atomics[2];
  WaitGroup group;
  Mutex guard;
  Cond cond{guard};
  Once once;
  std::vector<Timer> timers;
  Context context;
  CancelFunc cancel;
};

Generated::Generated(std::uint64_t seed, unsigned parts, std::uint32_t goroutines,
                     std::uint32_t operations) {
  engine::Rng rng(engine::mix(seed));
  for (int i = 0; i < 2; ++i) capacities_.push_back(rng.below(3));
  constexpr std::uint32_t kind_count = sizeof kinds / sizeof kinds[0];
  for (std::uint32_t g = 0; g < goroutines; ++g) {
    std::vector<Operation> program;
    const std::uint32_t length = 1 + rng.below(operations);
    while (program.size() < length) {
      const Kind& kind = kinds[rng.below(kind_count)];
      if ((kind.part & ~parts) != 0) continue;
      const std::uint32_t a = rng.below(2);
      const std::uint32_t b = rng.below(4);
      program.push_back({kind.what, a, kind.what == spawn_child ? children_++ : b});
    }
    programs_.push_back(std::move(program));
  }
}

void Generated::note(std::uint32_t who, std::uint64_t value) { seen_[who].push_back(value); }

void Generated::operator()() {
  seen_.assign(programs_.size() + children_, {});
  auto* shared = make<Shared>();
  for (const std::uint32_t capacity : capacities_) {
    shared->channels.push_back(make_chan<int>(capacity));
  }
  bool uses_timers = false;
  bool uses_context = false;
  for (const auto& program : programs_) {
    for (const Operation& operation : program) {
      uses_timers |= operation.what == timed_receive || operation.what == stop_timer;
      uses_context |= operation.what == cancel_context || operation.what == poll_context ||
                      operation.what == wait_context;
    }
  }
  if (uses_timers) shared->timers.push_back(new_timer(2ms));
  if (uses_context) {
    auto [context, cancel] = with_cancel(background());
    shared->context = context;
    shared->cancel = cancel;
  }
  for (std::uint32_t who = 0; who < programs_.size(); ++who) {
    go([this, shared, who] { run(*shared, who); });
  }
}

void Generated::run(Shared& shared, std::uint32_t who) {
  for (const Operation& operation : programs_[who]) perform(shared, operation, who);
  note(who, finished);
}

void Generated::perform(Shared& shared, const Operation& operation, std::uint32_t who) {
  const std::uint32_t a = operation.a;
  const std::uint32_t b = operation.b;
  const auto value = static_cast<int>(100 * (who + 1) + seen_[who].size());
  const auto number = [](const auto& optional) {
    return optional ? static_cast<std::uint64_t>(*optional) : ~std::uint64_t{0};
  };
  const Chan<int>& one = shared.channels[a];
  const Chan<int>& other = shared.channels[1 - a];
  const auto choose_from = [&](bool tries) {
    std::optional<int> got;
    std::optional<int> got_other;
    const auto first = [&] { return (b & 1) != 0 ? one.on_send(value) : one.on_recv(got); };
    const auto second = [&] {
      return (b & 2) != 0 ? other.on_send(value + 50) : other.on_recv(got_other);
    };
    const int taken = tries ? try_select({first(), second()}) : select({first(), second()});
    note(who, static_cast<std::uint64_t>(taken) + 10);
    note(who, number(got));
    note(who, number(got_other));
  };
  switch (static_cast<What>(operation.what)) {
    case lock_pair:
      shared.locks[a].lock();
      shared.locks[a].unlock();
      break;
    case lock_only: shared.locks[a].lock(); break;
    case unlock_only: shared.locks[a].unlock(); break;
    case lock_two:
      shared.locks[a].lock();
      shared.locks[1 - a].lock();
      shared.locks[1 - a].unlock();
      shared.locks[a].unlock();
      break;
    case try_lock: {
      const bool taken = shared.locks[a].try_lock();
      note(who, taken);
      if (taken) shared.locks[a].unlock();
      break;
    }
    case rw_write:
      shared.rw.lock();
      shared.rw.unlock();
      break;
    case rw_read:
      shared.rw.lock_shared();
      shared.rw.unlock_shared();
      break;
    case rw_try_write: {
      const bool taken = shared.rw.try_lock();
      note(who, taken);
      if (taken) shared.rw.unlock();
      break;
    }
    case rw_try_read: {
      const bool taken = shared.rw.try_lock_shared();
      note(who, taken);
      if (taken) shared.rw.unlock_shared();
      break;
    }
    case send: one.send(value); break;
    case receive: note(who, number(one.recv())); break;
    case try_send: note(who, one.try_send(value)); break;
    case try_receive: {
      std::optional<int> got;
      note(who, static_cast<std::uint64_t>(try_select({one.on_recv(got)})) + 10);
      note(who, number(got));
      break;
    }
    case length: note(who, static_cast<std::uint64_t>(one.len())); break;
    case close_channel: one.close(); break;
    case select_two: choose_from(false); break;
    case try_select_two: choose_from(true); break;
    case load: note(who, static_cast<std::uint64_t>(shared.atomics[a].load())); break;
    case store: shared.atomics[a].store(value); break;
    case add: note(who, static_cast<std::uint64_t>(shared.atomics[a].add(1))); break;
    case swap: note(who, shared.atomics[a].compare_and_swap(0, value)); break;
    case exchange: note(who, static_cast<std::uint64_t>(shared.atomics[a].swap(value))); break;
    case group_add: shared.group.add(1); break;
    case group_done: shared.group.done(); break;
    case group_wait: shared.group.wait(); break;
    case cond_wait: {
      Lock hold(shared.guard);
      shared.cond.wait();
      note(who, 1);
      break;
    }
    case cond_signal: shared.cond.signal(); break;
    case cond_broadcast: shared.cond.broadcast(); break;
    case once: shared.once.run_once([&] { note(who, 7); }); break;
    case pick_value: note(who, choose(2 + a)); break;
    case nap: sleep(std::chrono::milliseconds(1 + b)); break;
    case timed_receive: {
      std::optional<int> got;
      const int taken = select({one.on_recv(got), shared.timers[0].chan().on_recv()});
      note(who, static_cast<std::uint64_t>(taken));
      note(who, number(got));
      break;
    }
    case read_clock: note(who, static_cast<std::uint64_t>(now().time_since_epoch().count())); break;
    case stop_timer: note(who, shared.timers[0].stop()); break;
    case spawn_child: {
      const auto child = static_cast<std::uint32_t>(programs_.size()) + b;
      go([this, &shared, child, a] {
        note(child, static_cast<std::uint64_t>(shared.atomics[a].add(1)));
      });
      break;
    }
    case count_goroutines: note(who, static_cast<std::uint64_t>(num_goroutine())); break;
    case cancel_context: shared.cancel(); break;
    case poll_context: note(who, shared.context.err() ? 1 : 0); break;
    case wait_context: {
      std::optional<int> got;
      note(who,
           static_cast<std::uint64_t>(select({one.on_recv(got), shared.context.done().on_recv()})));
      note(who, number(got));
      break;
    }
  }
}

std::uint64_t Generated::outcome() const {
  std::uint64_t hash = 1;
  for (const auto& seen : seen_) {
    hash = engine::combine(hash, seen.size());
    for (const std::uint64_t value : seen) hash = engine::combine(hash, value);
  }
  return hash;
}

std::string Generated::outcome_text() const {
  std::string out;
  for (const auto& seen : seen_) {
    out += " |";
    for (const std::uint64_t value : seen) {
      out += " " + (value == finished ? "end" : std::to_string(static_cast<std::int64_t>(value)));
    }
  }
  return out;
}

std::string Generated::text() const {
  static constexpr const char* names[] = {
      "lock_pair",   "lock_only",     "unlock_only", "lock_two",   "try_lock",   "rw_write",
      "rw_read",     "rw_try_write",  "rw_try_read", "send",       "receive",    "try_send",
      "try_receive", "length",        "close",       "select",     "try_select", "load",
      "store",       "add",           "cas",         "exchange",   "wg_add",     "wg_done",
      "wg_wait",     "cond_wait",     "signal",      "broadcast",  "once",       "choose",
      "sleep",       "timed_receive", "now",         "stop_timer", "spawn",      "num_goroutine",
      "cancel",      "ctx_err",       "wait_context"};
  std::string out = "capacities";
  for (const std::uint32_t capacity : capacities_) out += " " + std::to_string(capacity);
  for (const auto& program : programs_) {
    out += "\n  goroutine:";
    for (const Operation& operation : program) {
      out += std::string(" ") + names[operation.what] + "(" + std::to_string(operation.a) + "," +
             std::to_string(operation.b) + ")";
    }
  }
  return out;
}

}  // namespace heddle::dpor_test
