#include <heddle/heddle.h>

namespace heddle::scenarios::leaks::unmade_channel {
namespace {

constexpr int parts = 3;

struct Download {
  Chan<int> progress;  // made only when somebody wants to watch
  Atomic<int> loaded{0};

  void run() {
    for (int part = 1; part <= parts; ++part) {
      loaded.add(1);
      progress.send(part);
    }
  }
  void run_unwatched_too() {
    for (int part = 1; part <= parts; ++part) {
      loaded.add(1);
      if (!progress.is_nil()) progress.send(part);
    }
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "leaks/unmade_channel",
    .story =
        "A download tells its progress on a channel that exists only when a progress bar is "
        "shown. A download in the background has none, and its first send, on the nil channel, "
        "never ends.",
    .tags = "channel nil",
    .expect = {Kind::leak},
    .body =
        [] {
          auto* prefetch = make<Download>();
          go("download", [=] { prefetch->run(); });
          log(prefetch->loaded.load() == parts ? "loaded" : "not yet loaded");
        },
    .fixed =
        [] {
          auto* prefetch = make<Download>();
          go("download", [=] { prefetch->run_unwatched_too(); });
          log(prefetch->loaded.load() == parts ? "loaded" : "not yet loaded");
        },
};

}  // namespace heddle::scenarios::leaks::unmade_channel
