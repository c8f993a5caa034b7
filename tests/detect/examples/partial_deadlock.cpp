#include "examples.h"

namespace heddle::examples {

constinit const Scenario partial_deadlock{
    .name = "partial_deadlock",
    .expect = {Kind::partial_deadlock},
    .body =
        [] {
          const Chan<Unit> ready = make_chan<Unit>();
          go("ticker", [] {
            for (;;) sleep(1ms);
          });
          ready.recv();
        },
    .limits = {.steps = 2000},
};

}  // namespace heddle::examples
