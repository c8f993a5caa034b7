#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::concurrent_map {
namespace {

struct Site {
  Map<int, int> views;  // of a visitor
  Atomic<int> sessions;

  void request(int visitor) {
    if (!views.load_or_store(visitor, 0).loaded) sessions.add(1);
    for (;;) {
      const int seen = *views.load(visitor);
      if (views.compare_and_swap(visitor, seen, seen + 1)) return;
    }
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/concurrent_map",
    .story =
        "Sessions live in a map that is safe for many goroutines. A visitor's first request makes "
        "the session in one step with the look-up, so two requests at once share one; views are "
        "counted by compare-and-swap.",
    .tags = "pattern map atomic",
    .body =
        [] {
          auto* site = make<Site>();
          auto* requests = make<WaitGroup>();
          for (int visitor : {7, 7, 8}) requests->go([=] { site->request(visitor); });
          requests->wait();
          check(site->sessions.load() == 2, "each visitor has one session");
          check(site->views.load(7) == 2 && site->views.load(8) == 1, "every view is counted");
        },
};

}  // namespace heddle::scenarios::patterns::concurrent_map
