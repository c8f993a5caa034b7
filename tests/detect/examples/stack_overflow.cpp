#include "examples.h"

namespace heddle::examples {

namespace {

volatile int bottom = 0;

[[gnu::noinline]] int depth_of(int n) {
  if (n == bottom) return 0;
  return depth_of(n + 1) + 1;
}

}  // namespace

constinit const Scenario stack_overflow{
    .name = "stack_overflow",
    .expect = {Kind::stack_overflow},
    .body =
        [] {
          go("deep", [] { log(depth_of(1) == 0 ? "0" : "more"); });
          yield();
        },
};

}  // namespace heddle::examples
