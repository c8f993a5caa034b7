#include "examples.h"

namespace heddle::examples {

constinit const Scenario step_limit{
    .name = "step_limit",
    .expect = {Kind::step_limit},
    .body =
        [] {
          auto* turns = make<Atomic<int>>(0);
          for (;;) turns->add(1);
        },
    .limits = {.steps = 2000},
};

}  // namespace heddle::examples
