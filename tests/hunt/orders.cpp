// What must not come before what: one goroutine sees half of what others do.

#include <heddle/heddle.h>

#include <iterator>

#include "hunt/catalogue.h"
#include "hunt/crew.h"

namespace heddle::hunt {
namespace {

// Setters set one, then the other; the checker wants to see both or neither.
template <int setters>
void reorder() {
  auto& first = *make<Atomic<int>>(0);
  auto& second = *make<Atomic<int>>(0);
  const Crew all;
  for (int i = 0; i < setters; ++i) {
    all.go([&] {
      first.store(1);
      second.store(-1);
    });
  }
  all.go("checker", [&] {
    const int a = first.load();
    const int b = second.load();
    check((a == 0 && b == 0) || (a == 1 && b == -1), "both or neither");
  });
  all.wait();
}

// The second of two values follows from the first, each under a lock of its own; a reader comes in
// between.
template <int writers>
void twostage() {
  struct State {
    Mutex first_lock;
    Mutex second_lock;
    Atomic<int> first{0};
    Atomic<int> second{0};
  };
  auto& state = *make<State>();
  const Crew all;
  for (int i = 0; i < writers; ++i) {
    all.go([&] {
      state.first_lock.lock();
      state.first.store(1);
      state.first_lock.unlock();
      state.second_lock.lock();
      const int first = state.first.load();
      state.second.store(first + 1);
      state.second_lock.unlock();
    });
  }
  all.go("reader", [&] {
    state.first_lock.lock();
    const int first = state.first.load();
    state.first_lock.unlock();
    if (first == 0) return;
    state.second_lock.lock();
    const int second = state.second.load();
    state.second_lock.unlock();
    check(second == first + 1, "the second stage is one ahead");
  });
  all.wait();
}

// A token goes from one process to the next. The monitor looks at one place after the other,
// against the direction of the token, and takes it for lost when it passes behind its back.
void token_ring() {
  constexpr int places = 5;
  struct Ring {
    Atomic<bool> at[places];
  };
  auto& ring = make<Ring>()->at;
  auto& passed = *make<Atomic<int>>(0);
  const Crew all;
  ring[0].store(true);
  for (int i = 0; i + 1 < places; ++i) {
    all.go("process", [&ring, &passed, i] {
      while (!ring[i].load()) yield();
      ring[i + 1].store(true);
      for (int hop = 0; hop < 3; ++hop) passed.add(1);
      ring[i].store(false);
    });
  }
  all.go("monitor", [&] {
    bool seen = false;
    for (int i = places - 1; i >= 0; --i) seen |= ring[i].load();
    check(seen, "the token is somewhere");
  });
  all.wait();
}

// Messages travel over two hops; the third goroutine hears of the second's before the first's.
void causality() {
  struct State {
    Atomic<int> question{0};
    Atomic<int> answer{0};
  };
  auto& state = *make<State>();
  auto& asked = *make<Atomic<int>>(0);
  const Crew all;
  all.go("asks", [&] {
    asked.store(1);
    state.question.store(1);
  });
  all.go("answers", [&] {
    if (asked.load() == 1) state.answer.store(1);
  });
  all.go("listens", [&] {
    const int answer = state.answer.load();
    const int question = state.question.load();
    check(answer == 0 || question == 1, "no answer without a question");
  });
  all.wait();
}

// The configuration is replaced while a request uses it: the request must come after the third of
// four steps.
void reconfigure() {
  struct State {
    Atomic<int> generation{0};
    Atomic<int> host{1};
    Atomic<int> port{1};
    Atomic<int> key{1};
  };
  auto& state = *make<State>();
  const Crew all;
  all.go("administrator", [&] {
    state.generation.store(1);
    for (int page = 0; page < 4; ++page) state.key.load();
    state.host.store(2);
    state.port.store(2);
    state.key.store(2);
    state.generation.store(2);
  });
  all.go("request", [&] {
    if (state.generation.load() == 1) return;  // under way: try again later
    const int host = state.host.load();
    const int port = state.port.load();
    const int key = state.key.load();
    check(host == port && port == key, "host, port and key belong together");
  });
  all.wait();
}

constexpr Quarry list[] = {
    {"reorder_3", 2, Kind::check_failed, "one checker among 3 setters", reorder<3>},
    {"reorder_5", 2, Kind::check_failed, "one checker among 5 setters", reorder<5>},
    {"reorder_10", 2, Kind::check_failed, "one checker among 10 setters", reorder<10>},
    {"reorder_20", 2, Kind::check_failed, "one checker among 20 setters", reorder<20>},
    {"reorder_100", 2, Kind::check_failed, "one checker among 100 setters", reorder<100>},
    {"twostage", 2, Kind::check_failed, "a reader between two locked stages", twostage<2>},
    {"twostage_20", 2, Kind::check_failed, "the same among 20 writers", twostage<20>},
    {"twostage_100", 2, Kind::check_failed, "the same among 100 writers", twostage<100>},
    {"token_ring", 2, Kind::check_failed, "a token passes behind the monitor's back", token_ring},
    {"causality", 2, Kind::check_failed, "an answer overtakes its question", causality},
    {"reconfigure", 2, Kind::check_failed, "a request sees half of a new configuration",
     reconfigure},
};

}  // namespace

std::span<const Quarry> orders() { return list; }

}  // namespace heddle::hunt
