#include "examples.h"

namespace heddle::examples {

constinit const Scenario close_nil{
    .name = "close_nil",
    .expect = {Kind::close_nil},
    .body =
        [] {
          Chan<int> done;
          done.close();
        },
};

}  // namespace heddle::examples
