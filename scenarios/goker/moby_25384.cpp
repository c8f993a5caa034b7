#include <heddle/heddle.h>

namespace heddle::scenarios::goker::moby_25384 {
namespace {

constexpr int plugins = 2;

void restore_plugins(bool waits_for_each) {
  go("daemon", [=] {
    auto* restored = make<WaitGroup>();
    restored->add(plugins);
    for (int plugin = 0; plugin < plugins; ++plugin) {
      go("plugin", [=] { restored->done(); });
      if (waits_for_each) restored->wait();
    }
    if (!waits_for_each) restored->wait();
  });
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/moby_25384",
    .story =
        "A daemon restores its plugins at start, one goroutine for each, and waits for all of "
        "them. The wait slipped into the loop: with two plugins the second is never started.",
    .tags = "goker moby blocking waitgroup",
    .expect = {Kind::leak},
    .body = [] { restore_plugins(true); },
    .fixed = [] { restore_plugins(false); },
};

}  // namespace heddle::scenarios::goker::moby_25384
