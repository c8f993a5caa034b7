#include <heddle/heddle.h>

namespace heddle::scenarios::deadlocks::missing_done {
namespace {

struct Search {
  WithCancel found;
  WaitGroup halves;

  Search() : found(with_cancel(background())) {}
  void look(int half) {
    if (found.context.err()) return;
    if (half == 1) found.cancel();
    halves.done();
  }
  void look_and_say_so(int half) {
    Defer end([this] { halves.done(); });
    if (found.context.err()) return;
    if (half == 1) found.cancel();
  }
};

void search(void (Search::*look)(int)) {
  auto* state = make<Search>();
  Defer stop(state->found.cancel);
  state->halves.add(2);
  for (int half = 0; half < 2; ++half) {
    go("half", [=] { (state->*look)(half); });
  }
  state->halves.wait();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "deadlocks/missing_done",
    .story =
        "Two goroutines search a half each, and the one that finds something cancels the other. "
        "A search that is cancelled before it starts returns at once, and forgets to tell that "
        "it is done.",
    .tags = "waitgroup context",
    .expect = {Kind::deadlock},
    .body = [] { search(&Search::look); },
    .fixed = [] { search(&Search::look_and_say_so); },
};

}  // namespace heddle::scenarios::deadlocks::missing_done
