#include "examples.h"

namespace heddle::examples {

constinit const Scenario nondeterminism{
    .name = "nondeterminism",
    .expect = {Kind::nondeterminism},
    .body =
        [] {
          static int runs = 0;  // keeps its value from run to run
          go("visitor", [] { yield(); });
          check(++runs < 5, "the process is young");
        },
};

}  // namespace heddle::examples
