#pragma once

#include <heddle/heddle.h>

#include <cstdint>

namespace heddle::bench {

// Each of `goroutines`, `rounds` times: lock, update a Var, unlock; main waits.
inline void lock_and_increment(int goroutines, std::int64_t rounds) {
  Mutex mutex;
  Var<int> counter{0};
  WaitGroup done;
  done.add(goroutines);
  for (int i = 0; i < goroutines; ++i) {
    go([&] {
      for (std::int64_t round = 0; round < rounds; ++round) {
        mutex.lock();
        counter.update([](int& value) { ++value; });
        mutex.unlock();
      }
      done.done();
    });
  }
  done.wait();
}

}  // namespace heddle::bench
