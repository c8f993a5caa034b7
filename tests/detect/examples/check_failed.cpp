#include "examples.h"

namespace heddle::examples {

constinit const Scenario check_failed{
    .name = "check_failed",
    .expect = {Kind::check_failed},
    .body =
        [] {
          auto* hits = make<Atomic<int>>(0);
          auto* wg = make<WaitGroup>();
          for (int i = 0; i < 2; ++i) wg->go([=] { hits->store(hits->load() + 1); });
          wg->wait();
          check(hits->load() == 2, "both hits are counted");
        },
};

}  // namespace heddle::examples
