#include <heddle/heddle.h>

namespace heddle::scenarios::races::lost_update {

extern constinit const Scenario scenario{
    .name = "races/lost_update",
    .story =
        "Two visitors are counted with an atomic load and an atomic store. No access races, "
        "yet both may load the same number, and one visit is lost.",
    .tags = "atomic",
    .expect = {Kind::check_failed},
    .body =
        [] {
          auto* visits = make<Atomic<int>>(0);
          auto* wg = make<WaitGroup>();
          for (int visitor = 0; visitor < 2; ++visitor) {
            wg->go([=] { visits->store(visits->load() + 1); });
          }
          wg->wait();
          check(visits->load() == 2, "both visits are counted");
        },
    .fixed =
        [] {
          auto* visits = make<Atomic<int>>(0);
          auto* wg = make<WaitGroup>();
          for (int visitor = 0; visitor < 2; ++visitor) {
            wg->go([=] { visits->add(1); });
          }
          wg->wait();
          check(visits->load() == 2, "both visits are counted");
        },
};

}  // namespace heddle::scenarios::races::lost_update
