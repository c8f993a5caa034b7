// Shared data structures, with and without locks.

#include <heddle/heddle.h>

#include "hunt/catalogue.h"
#include "hunt/crew.h"

namespace heddle::hunt {
namespace {

// A stack of three nodes without locks. Between a pop's look at the node below and its exchange
// others take two and put the first one back: the exchange works and brings back a taken node.
void stack() {
  struct State {
    // Node 0 is "none"; below[n] is the node under n.
    Atomic<int> top{3};
    Atomic<int> below[4] = {Atomic<int>(0), Atomic<int>(0), Atomic<int>(1), Atomic<int>(2)};
    Atomic<int> takers[4];
    int pop() {
      for (;;) {
        const int node = top.load();
        if (node == 0) return 0;
        const int next = below[node].load();
        if (top.compare_and_swap(node, next)) return node;
      }
    }
    void push(int node) {
      for (;;) {
        const int next = top.load();
        below[node].store(next);
        if (top.compare_and_swap(next, node)) return;
      }
    }
    int take() {
      const int node = pop();
      check(takers[node].add(1) == 1 || node == 0, "a node is taken once");
      return node;
    }
    void give_back(int node) {
      takers[node].add(-1);
      push(node);
    }
  };
  auto& state = *make<State>();
  const Crew all;
  all.go("one", [&] {
    state.take();
    state.take();
  });
  all.go("other", [&] {
    const int first = state.take();
    state.take();
    state.give_back(first);
  });
  all.wait();
}

// An element is counted before it is in the queue.
void queue() {
  struct State {
    Mutex lock;
    Atomic<int> count{0};
    Atomic<int> elements[3];
    Atomic<int> head{0};
    Atomic<int> tail{0};
  };
  auto& state = *make<State>();
  const Crew all;
  all.go("producer", [&] {
    for (int i = 0; i < 2; ++i) {
      state.lock.lock();
      const int tail = state.tail.load();
      state.tail.store(tail + 1);
      state.lock.unlock();
      state.count.add(1);
      state.lock.lock();
      state.elements[tail].store(i + 1);
      state.lock.unlock();
    }
  });
  all.go("consumer", [&] {
    if (state.count.load() == 0) return;
    state.lock.lock();
    const int head = state.head.load();
    check(state.elements[head].load() == head + 1, "what is counted is in the queue");
    state.head.store(head + 1);
    state.lock.unlock();
  });
  all.wait();
}

// One producer looks for room too early: it overwrites what is not yet taken.
void circular_buffer() {
  constexpr int room = 4;
  struct State {
    Mutex lock;
    Atomic<int> slots[room];
    Atomic<int> in{0};
    Atomic<int> out{0};
    bool has_room() { return in.load() - out.load() < room; }
    void put(int value) {
      const int at = in.load();
      slots[at % room].store(value);
      in.store(at + 1);
    }
  };
  auto& state = *make<State>();
  const Crew all;
  all.go("hasty", [&] {
    state.lock.lock();
    const bool room_for_one = state.has_room();
    state.lock.unlock();
    if (!room_for_one) return;
    Lock hold(state.lock);
    state.put(1);
  });
  all.go("careful", [&] {
    for (int value = 2; value <= 6; ++value) {
      Lock hold(state.lock);
      if (state.has_room()) state.put(value);
    }
  });
  all.wait();
  check(state.in.load() - state.out.load() <= room, "no more is put than there is room for");
}

// The owner takes from one end, a thief from the other; both may get the last one.
void work_stealing() {
  struct State {
    Mutex lock;
    Atomic<int> head{0};
    Atomic<int> tail{0};
    Atomic<int> tasks[4];
    Atomic<int> done[4];
    void push(int task) {
      const int at = tail.load();
      tasks[at].store(task);
      tail.store(at + 1);
    }
    int pop() {
      const int at = tail.load() - 1;
      if (head.load() > at) return 0;  // too early: the tail does not yet say so
      tail.store(at);
      return tasks[at].load();
    }
    int steal() {
      Lock hold(lock);
      const int at = head.load();
      head.store(at + 1);
      if (at + 1 > tail.load()) {
        head.store(at);
        return 0;
      }
      return tasks[at].load();
    }
    void carry_out(int task) {
      if (task != 0) check(done[task].add(1) == 1, "a task is done once");
    }
  };
  auto& state = *make<State>();
  const Crew all;
  all.go("owner", [&] {
    state.push(1);
    state.carry_out(state.pop());
  });
  all.go("thief", [&] { state.carry_out(state.steal()); });
  all.wait();
}

// Two inserts into a sorted list look for the same place.
void linked_list() {
  struct State {
    // next[0] is the head.
    Atomic<int> next[6];
    void insert(int node, int after) {
      const int follower = next[after].load();
      next[node].store(follower);
      next[after].store(node);
    }
    int length() {
      int count = 0;
      for (int node = next[0].load(); node != 0; node = next[node].load()) ++count;
      return count;
    }
  };
  auto& state = *make<State>();
  const Crew all;
  all.go([&] { state.insert(1, 0); });
  all.go([&] {
    state.insert(2, 0);
    state.insert(3, 2);
    state.insert(4, 0);
    state.insert(5, 4);
  });
  all.wait();
  const int length = state.length();
  check(length == 5 || state.next[2].load() != 3 || state.next[0].load() != 1,
        "an insert loses at most one node");
}

// A table grows into a larger one while an entry is added to the old one.
void table_growth() {
  struct State {
    Atomic<int> current{0};
    Atomic<int> entries[2][4];
    Mutex growing;
  };
  auto& state = *make<State>();
  const Crew all;
  all.go("adds", [&] {
    const int table = state.current.load();
    state.entries[table][2].store(9);
  });
  all.go("grows", [&] {
    Lock hold(state.growing);
    for (int i = 0; i < 4; ++i) {
      const int entry = state.entries[0][i].load();
      state.entries[1][i].store(entry);
    }
    state.current.store(1);
  });
  all.wait();
  const int table = state.current.load();
  check(state.entries[table][2].load() == 9, "what was added is there");
}

constexpr Quarry list[] = {
    {"stack", 3, Kind::check_failed, "a node is taken, given back and taken again (ABA)", stack},
    {"queue", 2, Kind::check_failed, "an element is counted before it is there", queue},
    {"circular_buffer", 2, Kind::check_failed, "room is looked for too early", circular_buffer},
    {"work_stealing", 2, Kind::check_failed, "owner and thief get the same task", work_stealing},
    {"linked_list", 2, Kind::check_failed, "an insert undoes four others", linked_list},
    {"table_growth", 3, Kind::check_failed, "an entry goes into the table that is left",
     table_growth},
};

}  // namespace

std::span<const Quarry> structures() { return list; }

}  // namespace heddle::hunt
