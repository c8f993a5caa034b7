#include "examples.h"

namespace heddle::examples {

constinit const Scenario channel_race{
    .name = "channel_race",
    .expect = {Kind::channel_race},
    .body =
        [] {
          const Chan<int> values = make_chan<int>(1);
          go("sender", [=] { values.send(1); });
          sleep(1ms);
          values.close();
        },
};

}  // namespace heddle::examples
