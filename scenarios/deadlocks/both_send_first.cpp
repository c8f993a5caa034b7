#include <heddle/heddle.h>

namespace heddle::scenarios::deadlocks::both_send_first {
namespace {

struct Players {
  explicit Players(int room) : from_white(make_chan<int>(room)), from_black(make_chan<int>(room)) {}

  Chan<int> from_white;
  Chan<int> from_black;
  WaitGroup wg;
};

constexpr int rules = 3;

void agree(SendChan<int> mine, RecvChan<int> theirs) {
  mine.send(rules);
  check(theirs.recv() == rules, "both play by the same rules");
}

void start_game(int room) {
  auto* players = make<Players>(room);
  players->wg.go([=] { agree(players->from_white, players->from_black); });
  players->wg.go([=] { agree(players->from_black, players->from_white); });
  players->wg.wait();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "deadlocks/both_send_first",
    .story =
        "Two players tell each other the version of their rules before they begin. Each sends "
        "first and would then listen, and a send without a buffer waits for somebody who "
        "listens.",
    .tags = "channel handshake",
    .expect = {Kind::deadlock},
    .body = [] { start_game(0); },
    .fixed = [] { start_game(1); },
};

}  // namespace heddle::scenarios::deadlocks::both_send_first
