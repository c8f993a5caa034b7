// What is seen before it is ready.

#include <heddle/heddle.h>

#include "hunt/catalogue.h"
#include "hunt/crew.h"

namespace heddle::hunt {
namespace {

// Whoever finds nothing makes one; two do, and the first keeps what nobody else will see.
void lazy_init() {
  struct State {
    Atomic<int> instance{0};
    Atomic<int> made{0};
  };
  auto& state = *make<State>();
  auto& other = *make<Atomic<int>>(0);
  const Crew all;
  const auto get = [&state] {
    const int found = state.instance.load();
    if (found != 0) return found;
    const int made = state.made.add(1);
    state.instance.store(made);
    return made;
  };
  all.go([=, &state] {
    const int mine = get();
    check(mine == state.instance.load(), "there is one instance");
  });
  all.go([=, &state, &other] {
    for (int i = 0; i < 4; ++i) other.add(1);
    const int mine = get();
    check(mine == state.instance.load(), "there is one instance");
  });
  all.wait();
}

// Double-checked, but the flag is set before what it promises.
void double_checked() {
  struct State {
    Mutex lock;
    Atomic<bool> ready{false};
    Atomic<int> width{0};
    Atomic<int> height{0};
    void prepare() {
      if (ready.load()) return;
      Lock hold(lock);
      if (ready.load()) return;
      width.store(640);
      ready.store(true);
      height.store(480);
    }
  };
  auto& state = *make<State>();
  const Crew all;
  for (int i = 0; i < 3; ++i) {
    all.go([&] {
      state.prepare();
      check(state.width.load() == 640, "the width is set");
      check(state.height.load() == 480, "the height is set");
    });
  }
  all.wait();
}

// The index is moved before the slot is filled.
void ring_log() {
  struct State {
    Atomic<int> slots[4];
    Atomic<int> last{-1};
  };
  auto& state = *make<State>();
  const Crew all;
  all.go("writer", [&] {
    for (int i = 0; i < 4; ++i) {
      const int slot = state.last.add(1);
      state.slots[slot].store(slot + 1);
    }
  });
  all.go("reader", [&] {
    const int last = state.last.load();
    if (last < 2) return;
    check(state.slots[last].load() == last + 1, "what is counted is written");
  });
  all.wait();
}

// A worker is told of its work before the table has it, and told again when it has: only the order
// told, looked up, told again loses the work.
void late_table() {
  struct State {
    Atomic<int> told{0};
    Atomic<int> table{0};
    Atomic<int> done{0};
  };
  auto& state = *make<State>();
  const Crew all;
  all.go("manager", [&] {
    state.told.store(1);
    state.table.store(7);
    state.told.store(2);
  });
  all.go("worker", [&] {
    const int told = state.told.load();
    if (told == 0) return;
    state.done.store(told);
    check(state.table.load() == 7, "work that is told is in the table");
  });
  all.wait();
}

// A resource is shut down in two steps; a user that comes in between uses what is half gone.
void shutdown() {
  struct State {
    Mutex lock;
    Atomic<bool> open{true};
    Atomic<int> handle{5};
    Atomic<int> users{0};
  };
  auto& state = *make<State>();
  const Crew all;
  for (int i = 0; i < 2; ++i) {
    all.go("user", [&] {
      state.users.add(1);
      if (state.open.load()) {
        state.lock.lock();
        check(state.handle.load() == 5, "the handle is valid while the resource is open");
        state.lock.unlock();
      }
      state.users.add(-1);
    });
  }
  all.go("owner", [&] {
    state.lock.lock();
    if (state.users.load() == 0) {
      state.handle.store(0);
      state.open.store(false);
    }
    state.lock.unlock();
  });
  all.wait();
}

// A goroutine says that it runs before it counts itself in.
void late_add() {
  struct State {
    Atomic<int> working{1};
    Atomic<int> results{0};
  };
  auto& state = *make<State>();
  auto running = make_chan<Unit>();
  const Crew all;
  all.go("starter", [=, &state] {
    all.go("worker", [=, &state] {
      running.send({});
      state.working.add(1);
      state.results.add(1);
      state.working.add(-1);
    });
    running.recv();
    state.results.add(1);
    state.working.add(-1);
  });
  all.go("collector", [&state] {
    while (state.working.load() != 0) yield();
    check(state.results.load() == 2, "everybody has given a result");
  });
  all.wait();
}

// Broken mutual exclusion: the flag is raised after the turn is given.
void peterson() {
  struct State {
    Atomic<bool> wants[2];
    Atomic<int> turn{0};
    Atomic<int> inside{0};
  };
  auto& state = *make<State>();
  const Crew all;
  for (int me = 0; me < 2; ++me) {
    all.go([&state, me] {
      state.turn.store(1 - me);
      state.wants[me].store(true);
      while (state.wants[1 - me].load() && state.turn.load() == 1 - me) yield();
      check(state.inside.add(1) == 1, "one at a time");
      state.inside.add(-1);
      state.wants[me].store(false);
    });
  }
  all.wait();
}

// A spinning lock that looks, and then takes; the second goroutine comes later.
void spin_lock() {
  struct State {
    Atomic<bool> taken{false};
    Atomic<int> inside{0};
  };
  auto& state = *make<State>();
  auto& other = *make<Atomic<int>>(0);
  const Crew all;
  for (int i = 0; i < 2; ++i) {
    all.go([&state, &other, i] {
      for (int step = 0; step < 5 * i; ++step) other.add(1);
      while (state.taken.load()) yield();
      state.taken.store(true);
      check(state.inside.add(1) == 1, "one at a time");
      state.inside.add(-1);
      state.taken.store(false);
    });
  }
  all.wait();
}

constexpr Quarry list[] = {
    {"lazy_init", 2, Kind::check_failed, "two goroutines find nothing and make one", lazy_init},
    {"double_checked", 2, Kind::check_failed, "a flag is set before what it promises",
     double_checked},
    {"ring_log", 2, Kind::check_failed, "an index moves before its slot is filled", ring_log},
    {"late_table", 2, Kind::check_failed, "told before the table has it", late_table},
    {"shutdown", 3, Kind::check_failed, "a user between two looks of the owner", shutdown},
    {"late_add", 2, Kind::check_failed, "a worker counts itself in too late", late_add},
    {"peterson", 3, Kind::check_failed, "a flag is raised after the turn is given", peterson},
    {"spin_lock", 2, Kind::check_failed, "a lock that looks, and then takes", spin_lock},
};

}  // namespace

std::span<const Quarry> publications() { return list; }

}  // namespace heddle::hunt
