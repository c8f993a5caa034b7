#include "examples.h"

namespace heddle::examples {

constinit const Scenario send_on_closed{
    .name = "send_on_closed",
    .expect = {Kind::send_on_closed},
    .body =
        [] {
          const Chan<int> values = make_chan<int>(1);
          values.close();
          values.send(1);
        },
};

}  // namespace heddle::examples
