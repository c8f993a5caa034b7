#include "examples.h"

namespace heddle::examples {

constinit const Scenario context_leak{
    .name = "context_leak",
    .expect = {Kind::context_leak},
    .body =
        [] {
          auto [context, cancel] = with_timeout(background(), 1h);
          const Chan<int> answer = make_chan<int>(1);
          go("asker", [=, asked = context] {
            if (!asked.err()) answer.send(42);
          });
          if (answer.recv() == 42) return;  // cancel is only called below
          cancel();
        },
};

}  // namespace heddle::examples
