#include <heddle/heddle.h>

#include <optional>

namespace heddle::scenarios::leaks::lost_result {
namespace {

using namespace std::chrono_literals;

void ask(int capacity) {
  auto [ctx, cancel] = with_timeout(background(), 10ms);
  Defer stop(cancel);
  Chan<int> result = make_chan<int>(capacity);
  go("worker", [=] {
    sleep(20ms);
    result.send(42);
  });
  std::optional<int> got;
  switch (select({result.on_recv(got), ctx.done().on_recv()})) {
    case 0: check(*got == 42, "the worker answers 42"); break;
    case 1: break;
  }
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "leaks/lost_result",
    .story =
        "The caller gives up at its deadline; the worker then blocks for ever on an "
        "unbuffered send.",
    .tags = "channel context timeout",
    .expect = {Kind::leak},
    .body = [] { ask(0); },
    .fixed = [] { ask(1); },  // room for an answer that nobody waits for any more
};

}  // namespace heddle::scenarios::leaks::lost_result
