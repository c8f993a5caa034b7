// Where memory comes from and where it goes: heap blocks, stacks, parts of words.

#include <heddle/heddle.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "instrument/plain_programs.h"

namespace heddle::test {

// The allocator gives the second goroutine what the first has just freed: no edge, and no race.
void reused_block() {
  WaitGroup done;
  for (int i = 0; i < 2; ++i) {
    done.add(1);
    go("user", [&done, i] {
      for (int k = 0; k < 3; ++k) {
        auto block = std::make_unique<std::vector<int>>(10, i);
        (*block)[3] = k;
        yield();
      }
      done.done();
    });
  }
  done.wait();
}

// More goroutines than the pool keeps apart: stacks come round again.
void reused_stack() {
  Chan<int> done = make_chan<int>();
  for (int i = 0; i < 100; ++i) {
    go("short", [=] {
      int local[16];
      for (int& value : local) value = i;
      done.send(local[3]);
    });
  }
  for (int i = 0; i < 100; ++i) done.recv();
  WaitGroup group;
  for (int i = 0; i < 100; ++i) {
    group.add(1);
    go("second", [&group, i] {
      int local[16];
      for (int& value : local) value = i;
      yield();
      group.done();
    });
  }
  group.wait();
}

// Neighbours in one word of memory are not each other's business.
void neighbours() {
  struct Parts {
    std::uint8_t a = 0;
    std::uint8_t b = 0;
    std::uint16_t c = 0;
    std::uint32_t d = 0;
  };
  auto* parts = make<Parts>();
  WaitGroup done;
  const auto start = [&done](auto body) {
    done.add(1);
    go("part", [&done, body] {
      for (int i = 0; i < 3; ++i) {
        body();
        yield();
      }
      done.done();
    });
  };
  start([=] { ++parts->a; });
  start([=] { ++parts->b; });
  start([=] { ++parts->c; });
  start([=] { ++parts->d; });
  done.wait();
  check(parts->a + parts->b + parts->c + static_cast<int>(parts->d) == 12, "all add up");
}

// One byte of eight is shared.
void racing_byte() {
  auto* text = make<std::array<char, 8>>();
  WaitGroup done;
  done.add(1);
  go("word", [&done, text] {
    std::memset(text->data(), 'x', text->size());
    done.done();
  });
  (*text)[5] = 'y';
  done.wait();
}

// A copy of a structure reads all of it.
void racing_copy() {
  struct Large {
    long values[8] = {};
  };
  auto* large = make<Large>();
  WaitGroup done;
  done.add(1);
  go("writer", [&done, large] {
    large->values[6] = 1;
    done.done();
  });
  Large copy;
  std::memcpy(&copy, large, sizeof(copy));
  log(copy.values[6] == 1 ? "1" : "0");
  done.wait();
}

namespace {

// Far from the end of its frame, where the arguments of the next call will lie.
[[gnu::noinline]] int* address_of_a_local() {
  int locals[256] = {1};
  int* volatile hidden = locals;
  return hidden;
}

}  // namespace

void dead_local() {
  Chan<int*> chan = make_chan<int*>(1);
  Chan<int> done = make_chan<int>();
  go("reader", [=] {
    int* local = *chan.recv();
    yield();
    done.send(*local);
  });
  int* dangling = address_of_a_local();
  chan.send(dangling);
  done.recv();
}

void ended_goroutine() {
  Chan<int*> chan = make_chan<int*>();
  go("owner", [=] {
    int local = 7;
    int* volatile hidden = &local;
    chan.send(hidden);
  });
  int* local = *chan.recv();
  for (int i = 0; i < 4; ++i) yield();
  log(*local == 7 ? "7" : "other");
}

// The race is on the counter; its effect needs a preemption between the read and the write.
void lost_plain_update() {
  int counter = 0;
  WaitGroup done;
  for (int i = 0; i < 2; ++i) {
    done.add(1);
    go("adder", [&] {
      counter = counter + 1;
      done.done();
    });
  }
  done.wait();
  check(counter == 2, "nothing is lost");
}

// Not in an unnamed namespace: clang keeps of a table that only it sees what it uses.
char wide_table[1 << 21];

void far_into_a_table() {
  WaitGroup done;
  for (int i = 0; i < 2; ++i) {
    done.go([] { ++wide_table[1 << 20]; });
  }
  done.wait();
}

namespace {

[[gnu::noinline]] void deepest(int* value) { ++*value; }
[[gnu::noinline]] void deeper(int* value) {
  deepest(value);
  asm volatile("");
}

}  // namespace

void race_under_locks() {
  struct Shared {
    Mutex left;
    Mutex right;
    int value = 0;
  };
  auto* shared = make<Shared>();
  WaitGroup done;
  done.add(1);
  go("left", [&done, shared] {
    shared->left.lock();
    deeper(&shared->value);
    shared->left.unlock();
    done.done();
  });
  shared->right.lock();
  deeper(&shared->value);
  shared->right.unlock();
  done.wait();
}

void double_free() {
  auto* value = new int(1);
  Chan<int> done = make_chan<int>(2);
  for (int i = 0; i < 2; ++i) {
    go("owner", [=] {
      if (i == 1) log(*value == 1 ? "1" : "other");
      if (i == 0) delete value;
      done.send(0);
    });
  }
  done.recv();
  done.recv();
}

}  // namespace heddle::test
