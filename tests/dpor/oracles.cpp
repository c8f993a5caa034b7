#include "dpor/oracles.h"

#include <heddle/heddle.h>

namespace heddle::dpor_test {
namespace {

using Cell = Atomic<int>;

Cell* cell(int value = 0) { return make<Cell>(value); }

void store_buffering() {
  Cell* x = cell();
  Cell* y = cell();
  go([=] {
    x->store(1);
    y->load();
  });
  go([=] {
    y->store(1);
    x->load();
  });
}

void message_passing() {
  Cell* x = cell();
  Cell* y = cell();
  go([=] {
    x->store(1);
    y->store(1);
  });
  go([=] {
    y->load();
    x->load();
  });
}

void load_buffering() {
  Cell* x = cell();
  Cell* y = cell();
  go([=] {
    x->load();
    y->store(1);
  });
  go([=] {
    y->load();
    x->store(1);
  });
}

void two_by_two_writes() {
  Cell* x = cell();
  Cell* y = cell();
  go([=] {
    x->store(1);
    y->store(2);
  });
  go([=] {
    y->store(1);
    x->store(2);
  });
}

void read_coherence() {
  Cell* x = cell();
  go([=] {
    x->store(1);
    x->store(2);
  });
  go([=] {
    x->load();
    x->load();
  });
}

void independent_reads_of_independent_writes() {
  Cell* x = cell();
  Cell* y = cell();
  go([=] { x->store(1); });
  go([=] { y->store(1); });
  go([=] {
    x->load();
    y->load();
  });
  go([=] {
    y->load();
    x->load();
  });
}

// n goroutines add one each.
void ainc(int n) {
  Cell* x = cell();
  for (int i = 0; i < n; ++i) go([=] { x->add(1); });
}

void ainc_locked(int n) {
  auto* mutex = make<Mutex>();
  auto* x = make<Var<int>>(0);
  auto* done = make<WaitGroup>();
  done->add(n);
  for (int i = 0; i < n; ++i) {
    go([=] {
      mutex->lock();
      x->update([](int& value) { ++value; });
      mutex->unlock();
      done->done();
    });
  }
  done->wait();
}

void rounds(int goroutines, int count) {
  auto* mutex = make<Mutex>();
  for (int i = 0; i < goroutines; ++i) {
    go([=] {
      for (int round = 0; round < count; ++round) {
        Lock hold(*mutex);
      }
    });
  }
}

void writers(int n) {
  Cell* x = cell();
  for (int i = 0; i < n; ++i) go([=] { x->store(i); });
}

// n goroutines fill an array from the front, each from its neighbour; one looks for the last zero.
void lastzero(int n) {
  auto* array = make<std::vector<Cell>>(static_cast<std::size_t>(n) + 1);
  go([=] {
    auto i = static_cast<std::size_t>(n);
    while ((*array)[i].load() != 0) --i;
  });
  for (std::size_t j = 1; j <= static_cast<std::size_t>(n); ++j) {
    go([=] { (*array)[j].store((*array)[j - 1].load() + 1); });
  }
}

void fibonacci(int n) {
  Cell* i = cell(1);
  Cell* j = cell(1);
  const auto grow = [n](Cell* mine, Cell* other) {
    for (int k = 0; k < n; ++k) {
      const int old = mine->load();
      mine->store(old + other->load());
    }
  };
  go([=] { grow(i, j); });
  go([=] { grow(j, i); });
  i->load();
  j->load();
}

void peterson() {
  auto* flags = make<std::vector<Cell>>(std::size_t{2});
  Cell* turn = cell();
  Cell* x = cell();
  for (const std::size_t me : {std::size_t{0}, std::size_t{1}}) {
    go([=] {
      (*flags)[me].store(1);
      turn->store(static_cast<int>(1 - me));
      assume((*flags)[1 - me].load() == 0 || turn->load() == static_cast<int>(me));
      x->store(static_cast<int>(me));
      check(x->load() == static_cast<int>(me), "one at a time");
      (*flags)[me].store(0);
    });
  }
}

std::uint64_t factorial(std::uint64_t n) { return n < 2 ? 1 : n * factorial(n - 1); }

std::uint64_t binomial(std::uint64_t n, std::uint64_t k) {
  std::uint64_t result = 1;
  for (std::uint64_t i = 1; i <= k; ++i) result = result * (n - k + i) / i;
  return result;
}

}  // namespace

// One writes, n read.
void readers(int n) {
  Cell* x = cell();
  go([=] { x->store(1); });
  for (int i = 0; i < n; ++i) go([=] { x->load(); });
}

namespace {

struct SafeStack {
  static constexpr int size = 3;
  Atomic<int> head{0};
  Atomic<int> count{size};
  std::vector<Cell> next = std::vector<Cell>(size);
  std::vector<Cell> owner = std::vector<Cell>(size);

  // Where the original spins, this gives up.
  int pop() {
    for (int attempt = 0; attempt < 2 && count.load() > 1; ++attempt) {
      const int first = head.load();
      const int second = next[static_cast<std::size_t>(first)].swap(-1);
      if (second < 0) return -1;
      if (head.compare_and_swap(first, second)) {
        count.add(-1);
        return first;
      }
      next[static_cast<std::size_t>(first)].swap(second);
    }
    return -1;
  }
  void push(int index) {
    int first = head.load();
    do {
      next[static_cast<std::size_t>(index)].store(first);
      if (head.compare_and_swap(first, index)) break;
      first = head.load();
    } while (true);
    count.add(1);
  }
};

}  // namespace

void safe_stack() {
  auto* stack = make<SafeStack>();
  for (int i = 0; i < SafeStack::size; ++i) {
    stack->next[static_cast<std::size_t>(i)].store(i + 1 < SafeStack::size ? i + 1 : -1);
  }
  for (int me = 1; me <= SafeStack::size; ++me) {
    go([=] {
      for (int round = 0; round < 2; ++round) {
        int index = stack->pop();
        if (index < 0) continue;
        Cell& owner = stack->owner[static_cast<std::size_t>(index)];
        owner.store(me);
        check(owner.load() == me, "one owner");
        stack->push(index);
      }
    });
  }
}

std::vector<Oracle> litmus_oracles() {
  return {{"SB", 3, store_buffering},  {"MP", 3, message_passing},
          {"LB", 3, load_buffering},   {"2+2W", 3, two_by_two_writes},
          {"CoRR", 6, read_coherence}, {"IRIW", 15, independent_reads_of_independent_writes},
          {"peterson", 4, peterson}};
}

std::vector<Oracle> small_oracles() {
  std::vector<Oracle> all;
  const auto add = [&all](const std::string& name, int n, std::uint64_t classes,
                          void (*body)(int)) {
    all.push_back({name + std::to_string(n), classes, [=] { body(n); }});
  };
  for (int n = 2; n <= 7; ++n) add("ainc", n, factorial(static_cast<std::uint64_t>(n)), ainc);
  for (int n = 2; n <= 6; ++n) {
    add("ainc_locked", n, factorial(static_cast<std::uint64_t>(n)), ainc_locked);
    add("writers", n, factorial(static_cast<std::uint64_t>(n)), writers);
  }
  for (int k = 1; k <= 6; ++k) {
    add("rounds", k, binomial(2 * static_cast<std::uint64_t>(k), static_cast<std::uint64_t>(k)),
        [](int count) { rounds(2, count); });
  }
  add("rounds3x", 2, 90, [](int count) { rounds(3, count); });
  add("readers", 2, 4, readers);
  add("readers", 8, 256, readers);
  add("readers", 13, 8192, readers);
  add("lastzero", 5, 64, lastzero);
  add("lastzero", 10, 3328, lastzero);
  return all;
}

std::vector<Oracle> large_oracles() {
  return {{"lastzero15", 147456, [] { lastzero(15); }},
          {"fib_bench", 218243, [] { fibonacci(5); }}};
}

}  // namespace heddle::dpor_test
