#include "examples.h"

namespace heddle::examples {

constinit const Scenario leak{
    .name = "leak",
    .expect = {Kind::leak},
    .body =
        [] {
          const Chan<int> first = make_chan<int>();
          go("fast", [=] { first.send(1); });
          go("slow", [=] { first.send(2); });
          first.recv();
        },
};

}  // namespace heddle::examples
