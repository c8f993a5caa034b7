#include <heddle/heddle.h>

namespace heddle::scenarios::leaks::unbounded_spawn {
namespace {

constexpr int uploads = 4;
constexpr int fit_into_memory = 2;

struct Thumbnails {
  WaitGroup wg;
  Atomic<int> loaded{0};
  Semaphore memory{fit_into_memory};

  void render() {
    check(loaded.add(1) <= fit_into_memory, "the pictures in work fit into memory");
    loaded.add(-1);
  }
  void one_each() {
    for (int upload = 0; upload < uploads; ++upload) {
      wg.go([this] { render(); });
    }
    wg.wait();
  }
  void as_many_as_fit() {
    for (int upload = 0; upload < uploads; ++upload) {
      memory.acquire(background());
      wg.go([this] {
        Defer give_back([this] { memory.release(); });
        render();
      });
    }
    wg.wait();
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "leaks/unbounded_spawn",
    .story =
        "Every uploaded picture gets a goroutine that makes its thumbnail. Nothing holds the "
        "uploads back, so a burst of them holds more pictures in memory than there is room for.",
    .tags = "waitgroup semaphore",
    .expect = {Kind::check_failed},
    .body = [] { make<Thumbnails>()->one_each(); },
    .fixed = [] { make<Thumbnails>()->as_many_as_fit(); },
};

}  // namespace heddle::scenarios::leaks::unbounded_spawn
