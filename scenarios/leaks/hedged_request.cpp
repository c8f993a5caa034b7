#include <heddle/heddle.h>

namespace heddle::scenarios::leaks::hedged_request {
namespace {

enum class Late { insists, gives_up };

// Asks three replicas at once and takes the answer that comes first.
int ask_all(Late late) {
  const WithCancel race = with_cancel(background());
  Defer over(race.cancel);
  Chan<int> answers = make_chan<int>();
  for (int replica = 1; replica <= 3; ++replica) {
    go("replica", [=, ctx = race.context] {
      if (late == Late::insists) {
        answers.send(replica);
      } else {
        select({answers.on_send(replica), ctx.done().on_recv()});
      }
    });
  }
  return answers.recv().value_or(0);
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "leaks/hedged_request",
    .story =
        "The same question goes to three replicas, the quickest answer is enough. The two "
        "others try to hand over theirs to somebody who has long gone on.",
    .tags = "channel fan-out context",
    .expect = {Kind::leak},
    .body = [] { check(ask_all(Late::insists) > 0, "some replica answers"); },
    .fixed = [] { check(ask_all(Late::gives_up) > 0, "some replica answers"); },
};

}  // namespace heddle::scenarios::leaks::hedged_request
