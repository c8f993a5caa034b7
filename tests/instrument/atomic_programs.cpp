// std::atomic in instrumented code: edges by memory order.

#include <heddle/heddle.h>

#include <atomic>
#include <cstdint>
#include <memory>

#include "instrument/plain_programs.h"

namespace heddle::test {
namespace {

struct Message {
  int payload = 0;
  std::atomic<bool> ready = false;
};

void publish(std::memory_order store, std::memory_order load) {
  auto* message = make<Message>();
  go("writer", [=] {
    message->payload = 42;
    message->ready.store(true, store);
  });
  while (!message->ready.load(load)) yield();
  check(message->payload == 42, "what was published is seen");
}

}  // namespace

void published_by_release() { publish(std::memory_order_release, std::memory_order_acquire); }
void published_by_seq_cst() { publish(std::memory_order_seq_cst, std::memory_order_seq_cst); }
void published_by_relaxed() { publish(std::memory_order_relaxed, std::memory_order_relaxed); }
void published_by_half() { publish(std::memory_order_release, std::memory_order_relaxed); }

void published_by_fences() {
  auto* message = make<Message>();
  go("writer", [=] {
    message->payload = 42;
    std::atomic_thread_fence(std::memory_order_release);
    message->ready.store(true, std::memory_order_relaxed);
  });
  while (!message->ready.load(std::memory_order_relaxed)) yield();
  std::atomic_thread_fence(std::memory_order_acquire);
  check(message->payload == 42, "what was published is seen");
}

// The relaxed update in the middle carries the release on ([intro.races], release sequence).
void published_through_an_update() {
  struct Chain {
    int payload = 0;
    std::atomic<int> stage = 0;
  };
  auto* chain = make<Chain>();
  go("writer", [=] {
    chain->payload = 42;
    chain->stage.store(1, std::memory_order_release);
  });
  go("middle", [=] {
    while (chain->stage.load(std::memory_order_relaxed) == 0) yield();
    chain->stage.fetch_add(1, std::memory_order_relaxed);
  });
  while (chain->stage.load(std::memory_order_acquire) < 2) yield();
  check(chain->payload == 42, "what was published is seen");
}

// A relaxed store of somebody else ends the release sequence.
void overwritten_by_relaxed() {
  struct Chain {
    int payload = 0;
    std::atomic<int> stage = 0;
  };
  auto* chain = make<Chain>();
  go("writer", [=] {
    chain->payload = 42;
    chain->stage.store(1, std::memory_order_release);
  });
  go("middle", [=] {
    while (chain->stage.load(std::memory_order_relaxed) == 0) yield();
    chain->stage.store(2, std::memory_order_relaxed);
  });
  while (chain->stage.load(std::memory_order_acquire) < 2) yield();
  log(chain->payload == 42 ? "seen" : "not seen");
}

void plain_beside_atomic() {
  auto* flag = make<std::atomic<int>>(0);
  auto* raw = reinterpret_cast<int*>(flag);
  WaitGroup done;
  done.add(1);
  go("atomic", [&done, flag] {
    flag->store(1);
    done.done();
  });
  log(*raw == 0 ? "0" : "1");
  done.wait();
}

void counters() {
  struct Counters {
    std::atomic<std::uint8_t> bytes = 0;
    std::atomic<std::uint16_t> shorts = 0;
    std::atomic<std::uint32_t> words = 0;
    std::atomic<std::uint64_t> longs = 0;
    std::atomic<int*> pointer = nullptr;
    std::atomic<double> real = 0;
    std::atomic_flag flag;
  };
  auto* counters = make<Counters>();
  WaitGroup done;
  for (int i = 0; i < 2; ++i) {
    done.add(1);
    go("adder", [&done, counters] {
      ++counters->bytes;
      counters->shorts += 2;
      counters->words.fetch_or(4);
      counters->longs.fetch_sub(1);
      counters->real.fetch_add(0.5);
      int* expected = nullptr;
      static int target = 0;
      counters->pointer.compare_exchange_strong(expected, &target);
      counters->flag.test_and_set();
      done.done();
    });
  }
  done.wait();
  check(counters->bytes == 2 && counters->shorts == 4 && counters->words == 4, "small ones add up");
  check(counters->longs == ~std::uint64_t{1} && counters->real == 1.0, "large ones add up");
  check(counters->pointer != nullptr && counters->flag.test(), "both are set");
}

// Two loads and a compare-and-swap that can fail: the bug needs the interleaving between them.
void lost_by_load_and_store() {
  auto* value = make<std::atomic<int>>(0);
  WaitGroup done;
  for (int i = 0; i < 2; ++i) {
    done.add(1);
    go("adder", [&done, value] {
      value->store(value->load() + 1);
      done.done();
    });
  }
  done.wait();
  check(*value == 2, "nothing is lost");
}

void spins_after_an_atomic() {
  std::atomic<int> value = 0;
  go("other", [] { yield(); });
  value.store(1);
  volatile bool always = true;
  while (always) continue;
}

}  // namespace heddle::test
