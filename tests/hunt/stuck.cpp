// What never goes on.

#include <heddle/heddle.h>

#include "hunt/catalogue.h"
#include "hunt/crew.h"

namespace heddle::hunt {
namespace {

// Two locks in two orders, once each among much that is done in the same order.
void deadlock() {
  struct State {
    Mutex accounts;
    Mutex journal;
    Atomic<int> entries{0};
  };
  auto& state = *make<State>();
  const Crew all;
  all.go("books", [&] {
    state.accounts.lock();
    state.journal.lock();
    state.entries.add(1);
    state.journal.unlock();
    state.accounts.unlock();
  });
  all.go("corrects", [&] {
    for (int i = 0; i < 4; ++i) {
      Lock hold(state.accounts);
      state.entries.load();
    }
    state.journal.lock();
    state.accounts.lock();
    state.entries.add(-1);
    state.accounts.unlock();
    state.journal.unlock();
  });
  all.wait();
}

// Two counters under one lock; the first of each kind takes the gate, the last gives it back. Who
// waits for the gate holds the lock that the gate's owner needs.
void carter() {
  struct State {
    Mutex lock;
    Mutex gate;
    Atomic<int> inside[2];
    void enter(int kind) {
      Lock hold(lock);
      if (inside[kind].add(1) == 1) gate.lock();
    }
    void leave(int kind) {
      Lock hold(lock);
      if (inside[kind].add(-1) == 0) gate.unlock();
    }
  };
  auto& state = *make<State>();
  auto& other = *make<Atomic<int>>(0);
  const Crew all;
  all.go([&] {
    state.enter(0);
    state.leave(0);
  });
  all.go([&] {
    for (int i = 0; i < 8; ++i) other.add(1);
    state.enter(1);
    state.leave(1);
  });
  all.wait();
}

// Each takes the fork at his left, then the one at his right.
template <int seats>
void philosophers() {
  struct Table {
    Mutex forks[seats];
  };
  auto& table = *make<Table>();
  auto& eaten = *make<Atomic<int>>(0);
  const Crew all;
  for (int seat = 0; seat < seats; ++seat) {
    all.go([seat, &table, &eaten] {
      Mutex& left = table.forks[seat];
      Mutex& right = table.forks[(seat + 1) % seats];
      left.lock();
      right.lock();
      eaten.add(1);
      right.unlock();
      left.unlock();
    });
  }
  all.wait();
}

// The flag is looked at before the lock is taken: the signal comes in between, and nobody waits
// yet.
void lost_wakeup() {
  struct State {
    Mutex lock;
    Cond changed{lock};
    Atomic<bool> ready{false};
    Atomic<int> prepared{0};
  };
  auto& state = *make<State>();
  const Crew all;
  all.go("waits", [&] {
    if (state.ready.load()) return;
    state.lock.lock();
    state.changed.wait();
    state.lock.unlock();
  });
  all.go("tells", [&] {
    for (int i = 0; i < 3; ++i) state.prepared.add(1);
    state.ready.store(true);
    state.lock.lock();
    state.changed.signal();
    state.lock.unlock();
  });
  all.wait();
}

// One condition for "not full" and "not empty": the signal for a consumer wakes a producer.
void wrong_waiter() {
  struct State {
    Mutex lock;
    Cond changed{lock};
    Atomic<int> count{0};
    void put() {
      Lock hold(lock);
      while (count.load() == 1) changed.wait();
      count.store(1);
      changed.signal();
    }
    void take() {
      Lock hold(lock);
      while (count.load() == 0) changed.wait();
      count.store(0);
      changed.signal();
    }
  };
  auto& state = *make<State>();
  const Crew all;
  for (int i = 0; i < 2; ++i) all.go("puts", [&] { state.put(); });
  for (int i = 0; i < 2; ++i) all.go("takes", [&] { state.take(); });
  all.wait();
}

// Permits are taken one at a time by those who need two.
void semaphore() {
  auto& permits = *make<Semaphore>(2);
  auto& used = *make<Atomic<int>>(0);
  const Crew all;
  all.go("large", [&] {
    permits.acquire(background(), 1);
    permits.acquire(background(), 1);
    used.add(1);
    permits.release(2);
  });
  all.go("late", [&] {
    for (int i = 0; i < 8; ++i) used.add(1);
    permits.acquire(background(), 1);
    permits.acquire(background(), 1);
    used.add(1);
    permits.release(2);
  });
  all.wait();
}

constexpr Quarry list[] = {
    {"deadlock", 2, Kind::deadlock, "two locks in two orders", deadlock},
    {"carter", 2, Kind::deadlock, "the gate's owner needs the lock of who waits for it", carter},
    {"philosophers_4", 4, Kind::deadlock, "everybody holds one fork", philosophers<4>},
    {"lost_wakeup", 2, Kind::deadlock, "a signal before the wait", lost_wakeup},
    {"wrong_waiter", 4, Kind::deadlock, "a signal wakes one of the wrong kind", wrong_waiter},
    {"semaphore", 2, Kind::deadlock, "permits are taken one at a time", semaphore},
};

}  // namespace

std::span<const Quarry> stuck() { return list; }

}  // namespace heddle::hunt
