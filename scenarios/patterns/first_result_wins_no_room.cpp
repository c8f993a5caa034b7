#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::first_result_wins_no_room {
namespace {

constexpr int mirrors = 3;

int first_answer(int room) {
  Chan<int> answers = make_chan<int>(room);
  for (int mirror = 0; mirror < mirrors; ++mirror) {
    go("mirror", [=] { answers.send(mirror); });
  }
  return *answers.recv();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/first_result_wins_no_room",
    .story =
        "The first answer is taken and the function returns. The channel has no buffer, and the "
        "mirrors that were slower wait for somebody to take theirs.",
    .tags = "pattern channel fan-out",
    .expect = {Kind::leak},
    .body =
        [] {
          const int winner = first_answer(0);
          check(winner < mirrors, "the winner is one of the mirrors");
        },
    .fixed =
        [] {
          const int winner = first_answer(mirrors);
          check(winner < mirrors, "the winner is one of the mirrors");
        },
};

}  // namespace heddle::scenarios::patterns::first_result_wins_no_room
