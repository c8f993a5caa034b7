#include "examples.h"

namespace heddle::examples {

constinit const Scenario double_close{
    .name = "double_close",
    .expect = {Kind::double_close},
    .body =
        [] {
          const Chan<int> done = make_chan<int>();
          go("stopper", [=] { done.close(); });
          sleep(1ms);
          done.close();
        },
};

}  // namespace heddle::examples
