#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::timeout_hierarchy_forgotten_cancel {
namespace {

using namespace std::chrono_literals;

bool attempt(bool cancel_always) {
  auto [ctx, cancel] = with_timeout(background(), 1h);
  Chan<int> answer = make_chan<int>(1);
  go("replica", [=] {
    if (!ctx.err()) answer.send(200);
  });
  if (answer.recv() == 200) {
    if (cancel_always) cancel();
    return true;
  }
  cancel();
  return false;
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/timeout_hierarchy_forgotten_cancel",
    .story =
        "Each attempt gets a context with a deadline an hour away, and the short way out of the "
        "function does not cancel it. Until the hour is over its timer and what hangs on it stay "
        "behind.",
    .tags = "pattern context timeout",
    .expect = {Kind::context_leak},
    .body =
        [] {
          for (int request = 0; request < 2; ++request) attempt(false);
        },
    .fixed =
        [] {
          for (int request = 0; request < 2; ++request) attempt(true);
        },
};

}  // namespace heddle::scenarios::patterns::timeout_hierarchy_forgotten_cancel
