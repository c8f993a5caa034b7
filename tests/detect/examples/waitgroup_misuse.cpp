#include "examples.h"

namespace heddle::examples {

constinit const Scenario waitgroup_misuse{
    .name = "waitgroup_misuse",
    .expect = {Kind::waitgroup_misuse},
    .body =
        [] {
          auto* wg = make<WaitGroup>();
          go("worker", [=] {
            wg->add(1);  // main may already wait
            wg->done();
          });
          wg->wait();
        },
};

}  // namespace heddle::examples
