#include "examples.h"

namespace heddle::examples {

constinit const Scenario negative_waitgroup{
    .name = "negative_waitgroup",
    .expect = {Kind::negative_waitgroup},
    .body =
        [] {
          auto* wg = make<WaitGroup>();
          wg->add(1);
          wg->done();
          wg->done();
        },
};

}  // namespace heddle::examples
