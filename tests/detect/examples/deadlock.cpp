#include "examples.h"

namespace heddle::examples {

constinit const Scenario deadlock{
    .name = "deadlock",
    .expect = {Kind::deadlock},
    .body =
        [] {
          const Chan<int> values = make_chan<int>();
          auto* wg = make<WaitGroup>();
          wg->go([=] { values.send(1); });
          wg->wait();  // the receive comes too late
          values.recv();
        },
};

}  // namespace heddle::examples
