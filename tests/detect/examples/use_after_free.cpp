#include "examples.h"

namespace heddle::examples {

constinit const Scenario use_after_free{
    .name = "use_after_free",
    .expect = {Kind::data_race},
    .body =
        [] {
          auto* answer = make<Atomic<int>>();
          auto* number = new int(42);
          go("reader", [=] { answer->store(*number); });
          delete number;
        },
};

}  // namespace heddle::examples
