#include "examples.h"

namespace heddle::examples {

constinit const Scenario data_race{
    .name = "data_race",
    .expect = {Kind::data_race},
    .body =
        [] {
          auto* total = make<Var<int>>(0);
          go("adder", [=] { total->write(1); });
          total->read();
        },
};

}  // namespace heddle::examples
