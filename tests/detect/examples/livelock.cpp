#include "examples.h"

namespace heddle::examples {
namespace {

struct Forks {
  Mutex left;
  Mutex right;
};

void eat(Mutex& mine, Mutex& other) {
  for (;;) {
    mine.lock();
    yield();
    if (other.try_lock()) break;
    yield();  // perhaps the other one needs mine
    mine.unlock();
  }
  other.unlock();
  mine.unlock();
}

}  // namespace

constinit const Scenario livelock{
    .name = "livelock",
    .expect = {Kind::livelock},
    .body =
        [] {
          auto* forks = make<Forks>();
          auto* wg = make<WaitGroup>();
          wg->go([=] { eat(forks->left, forks->right); });
          wg->go([=] { eat(forks->right, forks->left); });
          wg->wait();
        },
    .limits = {.steps = 5000},
};

}  // namespace heddle::examples
