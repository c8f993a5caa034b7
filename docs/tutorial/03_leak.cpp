#include <heddle/heddle.h>
#include <heddle/main.h>

using namespace heddle;

namespace {

// Asks two servers and goes on with the answer that comes first.
void ask_both(int room) {
  Chan<int> answers = make_chan<int>(room);
  go("north", [=] { answers.send(1); });
  go("south", [=] { answers.send(2); });
  std::optional<int> first = answers.recv();
  check(first.has_value(), "there is an answer");
}

constinit const Scenario first_answer{
    .name = "first_answer",
    .story = "Nobody receives the answer of the slower server.",
    .expect = {Kind::leak},
    .body = [] { ask_both(0); },
    .fixed = [] { ask_both(2); },
};

}  // namespace

int main(int argc, char** argv) { return heddle::main(argc, argv, {&first_answer}); }
