#include "examples.h"

namespace heddle::examples {

namespace {

int hits = 0;

void count_hit() { ++hits; }

}  // namespace

constinit const Scenario plain_data_race{
    .name = "plain_data_race",
    .expect = {Kind::data_race},
    .body =
        [] {
          auto* mu = make<Mutex>();
          go("visitor", [=] {
            Lock hold(*mu);
            count_hit();
          });
          count_hit();  // and the lock?
        },
};

}  // namespace heddle::examples
