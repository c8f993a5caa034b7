#include "examples.h"

namespace heddle::examples {

int hits = 0;

[[gnu::noinline]] void set_hits(int number) { hits = number; }
[[gnu::noinline]] int get_hits() { return hits; }

constinit const Scenario plain_data_race{
    .name = "plain_data_race",
    .expect = {Kind::data_race},
    .body =
        [] {
          auto* mu = make<Mutex>();
          go("visitor", [=] {
            Lock hold(*mu);
            set_hits(1);
          });
          log(get_hits() == 0 ? "nobody" : "somebody");  // and the lock?
        },
};

}  // namespace heddle::examples
