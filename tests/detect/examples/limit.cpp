#include "examples.h"

namespace heddle::examples {

constinit const Scenario limit{
    .name = "limit",
    .expect = {Kind::limit},
    .body =
        [] {
          for (;;) go([] { sleep(1h); });
        },
    .limits = {.goroutines = 8},
};

}  // namespace heddle::examples
