#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::first_result_wins_failure_first {
namespace {

constexpr int mirrors = 3;
constexpr int down = -1;

int ask_all(bool skip_failures) {
  Chan<int> answers = make_chan<int>(mirrors);
  for (int mirror = 0; mirror < mirrors; ++mirror) {
    go("mirror", [=] { answers.send(mirror == 0 ? down : mirror); });
  }
  int answer = down;
  for (int received = 0; received < mirrors && answer == down; ++received) {
    answer = *answers.recv();
    if (!skip_failures) break;
  }
  return answer;
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/first_result_wins_failure_first",
    .story =
        "Whatever comes first is taken for the result. A mirror that is down fails faster than the "
        "others can answer, and its failure wins although the file is there.",
    .tags = "pattern channel fan-out error",
    .expect = {Kind::check_failed},
    .body = [] { check(ask_all(false) != down, "a mirror that has the file wins"); },
    .fixed = [] { check(ask_all(true) != down, "a mirror that has the file wins"); },
};

}  // namespace heddle::scenarios::patterns::first_result_wins_failure_first
