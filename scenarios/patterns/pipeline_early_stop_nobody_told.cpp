#include <heddle/heddle.h>

#include <optional>

namespace heddle::scenarios::patterns::pipeline_early_stop_nobody_told {
namespace {

RecvChan<int> count(RecvChan<Unit> done) {
  Chan<int> out = make_chan<int>();
  go("count", [=] {
    for (int n = 1;; ++n) {
      if (select({out.on_send(n), done.on_recv()}) == 1) return;
    }
  });
  return out;
}

RecvChan<int> squares(RecvChan<int> in, RecvChan<Unit> done) {
  Chan<int> out = make_chan<int>();
  go("squares", [=] {
    std::optional<int> n;
    while (select({in.on_recv(n), done.on_recv()}) == 0) {
      if (select({out.on_send(*n * *n), done.on_recv()}) == 1) return;
    }
  });
  return out;
}

void find_square(bool tell) {
  Chan<Unit> done = make_chan<Unit>();
  for (int square : squares(count(done), done)) {
    if (square > 3) break;
  }
  if (tell) done.close();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/pipeline_early_stop_nobody_told",
    .story =
        "The reader leaves its loop at the first square above ten and returns. The done channel "
        "that every stage watches is never closed, and both stages stay behind with a value in "
        "hand.",
    .tags = "pattern channel pipeline quit",
    .expect = {Kind::leak},
    .body = [] { find_square(false); },
    .fixed = [] { find_square(true); },
};

}  // namespace heddle::scenarios::patterns::pipeline_early_stop_nobody_told
