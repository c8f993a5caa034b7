#include "examples.h"

namespace heddle::examples {

namespace {

volatile bool is_over = false;

}  // namespace

constinit const Scenario hang{
    .name = "hang",
    .expect = {Kind::hang},
    .body =
        [] {
          go("impatient", [] {
            while (!is_over) continue;  // makes no operation: nobody else can run
          });
          yield();
        },
};

}  // namespace heddle::examples
