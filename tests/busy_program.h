#pragma once

#include <heddle/heddle.h>

#include <chrono>
#include <optional>

namespace heddle {

// A bit of everything that is a decision: goroutines of goroutines, locks, channels, select, the
// clock and what it calls, choose, random_u64.
inline void busy() {
  using namespace std::chrono_literals;
  auto jobs = make_chan<int>(2);
  auto quit = make_chan<Unit>();
  auto& mutex = *make<Mutex>();
  auto& sum = *make<Atomic<int>>(0);
  auto& all = *make<WaitGroup>();
  for (int worker = 0; worker < 2; ++worker) {
    all.go([=, &mutex, &sum, &all] {
      for (bool more = true; more;) {
        std::optional<int> job;
        switch (select({jobs.on_recv(job), quit.on_recv(), after(5ms).on_recv()})) {
          case 0:
            if (!job.has_value()) {
              more = false;
              break;
            }
            mutex.lock();
            sum.add(static_cast<int>(choose(3)) + *job);
            mutex.unlock();
            all.go([=, &sum] {
              if (random_u64() % 2 == 0) yield();
              sum.store(sum.load() + 1);
            });
            break;
          case 1: more = false; break;
          default: yield(); break;
        }
      }
    });
  }
  all.go([=] {
    for (int i = 0; i < 3; ++i) {
      jobs.send(i);
      sleep(2ms);
    }
    jobs.close();
  });
  after_func(3ms, [&sum] { sum.add(100); });
  all.wait();
}

}  // namespace heddle
