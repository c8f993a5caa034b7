#include "examples.h"

namespace heddle::examples {

constinit const Scenario unlock_unlocked{
    .name = "unlock_unlocked",
    .expect = {Kind::unlock_unlocked},
    .body =
        [] {
          auto* mu = make<Mutex>();
          mu->lock();
          mu->unlock();
          mu->unlock();
        },
};

}  // namespace heddle::examples
