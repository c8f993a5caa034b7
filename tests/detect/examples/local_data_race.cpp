#include "examples.h"

namespace heddle::examples {

constinit const Scenario local_data_race{
    .name = "local_data_race",
    .expect = {Kind::data_race},
    .body =
        [] {
          int turns = 0;
          WaitGroup both;
          both.go([&] { ++turns; });
          both.go([&] { ++turns; });
          both.wait();
        },
};

}  // namespace heddle::examples
