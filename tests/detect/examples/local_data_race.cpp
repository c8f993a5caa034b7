#include "examples.h"

namespace heddle::examples {

constinit const Scenario local_data_race{
    .name = "local_data_race",
    .expect = {Kind::data_race},
    .body =
        [] {
          int turns = 0;
          WaitGroup both;
          both.go([&] { turns = 1; });
          both.go([&] { check(turns < 2, "one turn each"); });
          both.wait();
        },
};

}  // namespace heddle::examples
