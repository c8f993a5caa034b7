#include <heddle/heddle.h>

namespace heddle::scenarios::races::add_inside {
namespace {

struct Crawl {
  WaitGroup running;
  Atomic<int> pages{0};

  void fetch() {
    Defer end([this] { running.done(); });
    pages.add(1);
  }
  void start_add_inside() {
    go("fetch", [this] {
      running.add(1);
      fetch();
    });
  }
  void start_add_before() {
    running.add(1);
    go("fetch", [this] { fetch(); });
  }
  void check_all_fetched() {
    running.wait();
    check(pages.load() == 2, "the crawl ends when both pages are fetched");
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "races/add_inside",
    .story =
        "Each fetch enters itself into the group when it gets going. The wait may come first, "
        "finds nobody to wait for, and the crawl ends with pages missing.",
    .tags = "waitgroup",
    .expect = {Kind::check_failed, Kind::waitgroup_misuse},
    .body =
        [] {
          auto* crawl = make<Crawl>();
          for (int page = 0; page < 2; ++page) crawl->start_add_inside();
          crawl->check_all_fetched();
        },
    .fixed =
        [] {
          auto* crawl = make<Crawl>();
          for (int page = 0; page < 2; ++page) crawl->start_add_before();
          crawl->check_all_fetched();
        },
};

}  // namespace heddle::scenarios::races::add_inside
