// What belongs together and is done in two steps.

#include <heddle/heddle.h>

#include "hunt/catalogue.h"
#include "hunt/crew.h"

namespace heddle::hunt {
namespace {

// A deposit reads the balance under the lock and writes it under the lock, in two sections; the
// other goroutine first looks through the books.
void account() {
  struct State {
    Mutex lock;
    Atomic<int> balance{100};
    Atomic<int> audited{0};
  };
  auto& state = *make<State>();
  const Crew all;
  all.go("deposit", [&] {
    state.lock.lock();
    const int balance = state.balance.load();
    state.lock.unlock();
    state.lock.lock();
    state.balance.store(balance + 10);
    state.lock.unlock();
  });
  all.go("withdraw", [&] {
    for (int page = 0; page < 8; ++page) state.audited.add(1);
    state.lock.lock();
    const int balance = state.balance.load();
    state.balance.store(balance - 50);
    state.lock.unlock();
  });
  all.wait();
  check(state.balance.load() == 60, "deposit and withdrawal are both booked");
}

// Two transfers over three accounts, each of which looks whether the money is there before it takes
// it.
void overdraft() {
  struct State {
    Mutex lock;
    Atomic<int> balance{100};
    Atomic<int> log{0};
  };
  auto& state = *make<State>();
  const Crew all;
  const auto withdraw = [&state](int amount, int entries) {
    for (int i = 0; i < entries; ++i) state.log.add(1);
    state.lock.lock();
    const bool enough = state.balance.load() >= amount;
    state.lock.unlock();
    if (!enough) return;
    state.lock.lock();
    state.balance.add(-amount);
    state.lock.unlock();
    for (int i = 0; i < entries; ++i) state.log.add(1);
  };
  all.go([=] { withdraw(60, 0); });
  all.go([=] { withdraw(70, 8); });
  all.wait();
  check(state.balance.load() >= 0, "nobody takes what is not there");
}

// The driver that is stopped while somebody enters it.
void bluetooth() {
  struct State {
    Atomic<int> pending{1};
    Atomic<bool> stopping{false};
    Atomic<bool> drained{false};
    Atomic<bool> stopped{false};
    void leave() {
      if (pending.add(-1) == 0) drained.store(true);
    }
  };
  auto& state = *make<State>();
  const Crew all;
  all.go("user", [&] {
    if (state.stopping.load()) return;
    state.pending.add(1);
    check(!state.stopped.load(), "the driver runs while it is used");
    state.leave();
  });
  all.go("stopper", [&] {
    state.stopping.store(true);
    state.leave();
    if (state.drained.load()) state.stopped.store(true);
  });
  all.wait();
}

// Two locks for one variable: the writer takes one, the reader the other.
void wronglock() {
  struct State {
    Mutex writer_lock;
    Mutex reader_lock;
    Atomic<int> value{0};
    Atomic<int> drafts{0};
  };
  auto& state = *make<State>();
  const Crew all;
  all.go("reader", [&] {
    Lock hold(state.reader_lock);
    const int before = state.value.load();
    check(state.value.load() == before, "the value stays as it is while we hold the lock");
  });
  all.go("writer", [&] {
    for (int i = 0; i < 3; ++i) {
      Lock hold(state.writer_lock);
      state.drafts.add(1);
    }
    Lock hold(state.writer_lock);
    state.value.add(1);
  });
  all.wait();
}

// append(other) asks the other for its length, and then for so many characters; in between they are
// erased.
void string_buffer() {
  struct Buffer {
    Mutex lock;
    Atomic<int> length{8};
    int size() {
      Lock hold(lock);
      return length.load();
    }
    void get(int count) {
      Lock hold(lock);
      check(count <= length.load(), "what is copied is there");
    }
    void erase() {
      Lock hold(lock);
      length.store(0);
    }
  };
  auto& buffer = *make<Buffer>();
  auto& other = *make<Atomic<int>>(0);
  const Crew all;
  all.go("append", [&] {
    const int count = buffer.size();
    buffer.get(count);
  });
  all.go("erase", [&] {
    for (int i = 0; i < 9; ++i) other.add(1);
    buffer.erase();
  });
  all.wait();
}

// Each of two doctors may leave if the other is on duty: both look, both leave.
void write_skew() {
  struct State {
    Atomic<bool> on_duty[2] = {Atomic<bool>(true), Atomic<bool>(true)};
    Atomic<int> charts{0};
  };
  auto& state = *make<State>();
  const Crew all;
  const auto leave = [&state](int me, int charts) {
    for (int i = 0; i < charts; ++i) state.charts.add(1);
    if (state.on_duty[1 - me].load()) state.on_duty[me].store(false);
  };
  all.go([=] { leave(0, 0); });
  all.go([=] { leave(1, 5); });
  all.wait();
  check(state.on_duty[0].load() || state.on_duty[1].load(), "somebody is on duty");
}

// Whoever sees a count above zero may take one more reference; the last one that leaves takes the
// object apart.
void refcount() {
  struct State {
    Atomic<int> references{1};
    Atomic<bool> gone{false};
  };
  auto& state = *make<State>();
  auto& other = *make<Atomic<int>>(0);
  const Crew all;
  all.go("borrower", [&] {
    if (state.references.load() == 0) return;
    state.references.add(1);
    check(!state.gone.load(), "a referenced object is there");
    if (state.references.add(-1) == 0) state.gone.store(true);
  });
  all.go("owner", [&] {
    for (int i = 0; i < 3; ++i) other.add(1);
    if (state.references.add(-1) == 0) state.gone.store(true);
  });
  all.wait();
}

// A reader without a look at the version before it reads takes parts of two values for a whole.
void sequence_lock() {
  constexpr int count = 3;
  struct State {
    Atomic<int> drafts{0};
    Atomic<int> version{0};
    Atomic<int> parts[count];
  };
  auto& state = *make<State>();
  const Crew all;
  all.go("writer", [&] {
    for (int i = 0; i < 6; ++i) state.drafts.add(1);
    state.version.add(1);
    for (Atomic<int>& part : state.parts) part.store(1);
    state.version.add(1);
  });
  all.go("reader", [&] {
    const int version = state.version.load();
    int sum = 0;
    for (Atomic<int>& part : state.parts) sum += part.load();
    // Forgotten: an odd version means that a writer is at work.
    if (version != state.version.load()) return;
    check(sum == 0 || sum == count, "all parts are of one value");
  });
  all.wait();
}

// A read lock is given up to take the write lock; what was looked up may have gone.
void upgrade() {
  struct State {
    RWMutex lock;
    Atomic<int> seats{1};
    Atomic<int> sold{0};
  };
  auto& state = *make<State>();
  const Crew all;
  for (int i = 0; i < 2; ++i) {
    all.go([&state, i] {
      for (int page = 0; page < 5 * i; ++page) {
        SharedLock browsing(state.lock);
        state.sold.load();
      }
      bool free = false;
      {
        SharedLock reading(state.lock);
        free = state.seats.load() > 0;
      }
      if (!free) return;
      state.lock.lock();
      state.seats.add(-1);
      state.sold.add(1);
      state.lock.unlock();
    });
  }
  all.wait();
  check(state.seats.load() >= 0, "a seat is sold once");
}

constexpr Quarry list[] = {
    {"account", 2, Kind::check_failed, "a deposit in two sections loses a withdrawal", account},
    {"overdraft", 2, Kind::check_failed, "two withdrawals look, then take", overdraft},
    {"bluetooth", 2, Kind::check_failed, "a driver is entered while it stops", bluetooth},
    {"wronglock", 2, Kind::check_failed, "one variable, two locks", wronglock},
    {"string_buffer", 2, Kind::check_failed, "a length is out of date when it is used",
     string_buffer},
    {"write_skew", 2, Kind::check_failed, "two look at each other and both leave", write_skew},
    {"refcount", 2, Kind::check_failed, "a reference to what has just gone", refcount},
    {"sequence_lock", 3, Kind::check_failed, "a writer is at work when a reader begins",
     sequence_lock},
    {"upgrade", 2, Kind::check_failed, "a read lock is exchanged for a write lock", upgrade},
};

}  // namespace

std::span<const Quarry> atomicity() { return list; }

}  // namespace heddle::hunt
