#include "examples.h"

namespace heddle::examples {

constinit const Scenario panic{
    .name = "panic",
    .expect = {Kind::panic},
    .body =
        [] {
          go("worker", [] { heddle::panic("out of luck"); });
          yield();
        },
};

}  // namespace heddle::examples
