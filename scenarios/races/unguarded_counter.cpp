#include <heddle/heddle.h>

namespace heddle::scenarios::races::unguarded_counter {
namespace {

struct Site {
  Mutex mu;
  Var<int> visits{0};
  WaitGroup visitors;

  void count() {
    visits.update([](int& n) { ++n; });
  }
  void count_locked() {
    Lock hold(mu);
    visits.update([](int& n) { ++n; });
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "races/unguarded_counter",
    .story =
        "Each request is handled in a goroutine of its own and counts itself by ++ on a plain "
        "number. That is a read and a write, and two of them at a time race.",
    .tags = "counter waitgroup",
    .expect = {Kind::data_race},
    .body =
        [] {
          auto* site = make<Site>();
          for (int visitor = 0; visitor < 2; ++visitor) {
            site->visitors.go([=] { site->count(); });
          }
          site->visitors.wait();
          log(site->visits.read() == 2 ? "both counted" : "a visit is lost");
        },
    .fixed =
        [] {
          auto* site = make<Site>();
          for (int visitor = 0; visitor < 2; ++visitor) {
            site->visitors.go([=] { site->count_locked(); });
          }
          site->visitors.wait();
          check(site->visits.read() == 2, "both visits are counted");
        },
};

}  // namespace heddle::scenarios::races::unguarded_counter
