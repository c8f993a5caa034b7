#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::photo_processing_token_too_late {
namespace {

struct Album {
  Chan<Unit> tokens = make_chan<Unit>(2);
  Atomic<int> in_memory;

  void load() { check(in_memory.add(1) <= 2, "at most two photos are in memory"); }
  void process(bool token_first) {
    if (token_first) {
      tokens.send({});
      load();
    } else {
      load();
      tokens.send({});
    }
    in_memory.add(-1);
    tokens.recv();
  }
};

void make_thumbnails(bool token_first) {
  auto* album = make<Album>();
  auto* workers = make<WaitGroup>();
  for (int photo = 0; photo < 3; ++photo) workers->go([=] { album->process(token_first); });
  workers->wait();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/photo_processing_token_too_late",
    .story =
        "Each goroutine loads its photo and then waits for one of two tokens to work on it. The "
        "work is limited; the memory, which was the reason for the limit, is not.",
    .tags = "pattern channel semaphore limit",
    .expect = {Kind::check_failed},
    .body = [] { make_thumbnails(false); },
    .fixed = [] { make_thumbnails(true); },
};

}  // namespace heddle::scenarios::patterns::photo_processing_token_too_late
