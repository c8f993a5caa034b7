#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::semaphore_try_acquire {
namespace {

constexpr int slots = 2;

struct Server {
  Semaphore free{slots};
  Atomic<int> inside;
  Atomic<int> served;
  Atomic<int> turned_away;

  void handle() {
    if (!free.try_acquire()) {
      turned_away.add(1);
      return;
    }
    check(inside.add(1) <= slots, "at most two callers are served at once");
    inside.add(-1);
    free.release();
    served.add(1);
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/semaphore_try_acquire",
    .story =
        "A server that is busy turns callers away instead of letting them wait: it tries to take a "
        "slot, and gives back only what it got. Everybody is either served or told to come again.",
    .tags = "pattern semaphore try-acquire",
    .body =
        [] {
          auto* server = make<Server>();
          auto* callers = make<WaitGroup>();
          for (int caller = 0; caller < 3; ++caller) callers->go([=] { server->handle(); });
          callers->wait();
          const int served = server->served.load();
          check(served >= slots, "nobody is turned away while there is a free slot");
          check(served + server->turned_away.load() == 3, "every caller gets an answer");
        },
};

}  // namespace heddle::scenarios::patterns::semaphore_try_acquire
