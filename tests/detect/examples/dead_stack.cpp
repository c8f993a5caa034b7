#include "examples.h"

namespace heddle::examples {

namespace {

[[gnu::noinline]] void answer_later(Chan<int> answers, Chan<Unit> start) {
  int number = 42;
  go("late", [=, &number] {
    start.recv();
    answers.send(number);  // its function has returned
  });
}

}  // namespace

constinit const Scenario dead_stack{
    .name = "dead_stack",
    .expect = {Kind::dead_stack},
    .body =
        [] {
          const Chan<int> answers = make_chan<int>();
          const Chan<Unit> start = make_chan<Unit>();
          answer_later(answers, start);
          start.close();
          answers.recv();
        },
};

}  // namespace heddle::examples
