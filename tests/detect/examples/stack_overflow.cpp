#include "examples.h"

namespace heddle::examples {

namespace {

volatile int bottom = 0;

// Hands on the address of a local: else clang makes a loop of it.
[[gnu::noinline]] int depth_of(const volatile int* above) {
  const volatile int n = *above + 1;
  if (n == bottom) return 0;
  return depth_of(&n) + 1;
}

}  // namespace

constinit const Scenario stack_overflow{
    .name = "stack_overflow",
    .expect = {Kind::stack_overflow},
    .body =
        [] {
          go("deep", [] { log(depth_of(&bottom) == 0 ? "0" : "more"); });
          yield();
        },
};

}  // namespace heddle::examples
