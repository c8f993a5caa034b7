#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::timeout_hierarchy {
namespace {

using namespace std::chrono_literals;

struct Replica {
  Duration latency{};

  Error ask(Context ctx) const {
    if (select({after(latency).on_recv(), ctx.done().on_recv()}) == 0) return {};
    return ctx.err();
  }
};

Error attempt(Context request, Replica replica) {
  auto [ctx, cancel] = with_timeout(request, 20ms);
  Defer stop(cancel);
  check(*ctx.deadline() <= *request.deadline(), "no attempt outlasts its request");
  Chan<Error> result = make_chan<Error>(1);
  go("attempt", [=] { result.send(replica.ask(ctx)); });
  return *result.recv();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/timeout_hierarchy",
    .story =
        "A request may take fifty milliseconds, each attempt at a replica twenty, and no attempt "
        "ever gets more time than its request. The first replica hangs; the second one answers.",
    .tags = "pattern context timeout deadline",
    .body =
        [] {
          auto [request, cancel] = with_timeout(background(), 50ms);
          Defer stop(cancel);
          const Error first = attempt(request, {.latency = 1h});
          check(first == deadline_exceeded, "the first attempt runs into its deadline");
          const Error second = attempt(request, {.latency = 5ms});
          check(!second || second == deadline_exceeded,
                "the second attempt answers if there is time");
        },
};

}  // namespace heddle::scenarios::patterns::timeout_hierarchy
