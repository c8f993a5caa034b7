#include "examples.h"

namespace heddle::examples {
namespace {

struct Cache {
  Mutex mu;
  Var<int> hits{0};
};

bool look_up(Cache& cache, int key) {
  cache.mu.lock();
  if (key < 0) return false;  // and the lock?
  cache.hits.write(cache.hits.read() + 1);
  cache.mu.unlock();
  return true;
}

}  // namespace

constinit const Scenario lock_held_at_exit{
    .name = "lock_held_at_exit",
    .expect = {Kind::lock_held_at_exit},
    .body =
        [] {
          auto* cache = make<Cache>();
          auto* wg = make<WaitGroup>();
          wg->go([=] { look_up(*cache, -1); });
          wg->wait();
        },
};

}  // namespace heddle::examples
