#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::pipeline_early_stop {
namespace {

RecvChan<int> count(RecvChan<Unit> done) {
  Chan<int> out = make_chan<int>();
  go("count", [=] {
    Defer end([=] { out.close(); });
    for (int n = 1; n <= 4; ++n) {
      if (select({out.on_send(n), done.on_recv()}) == 1) return;
    }
  });
  return out;
}

RecvChan<int> squares(RecvChan<int> in, RecvChan<Unit> done) {
  Chan<int> out = make_chan<int>();
  go("squares", [=] {
    Defer end([=] { out.close(); });
    for (int n : in) {
      if (select({out.on_send(n * n), done.on_recv()}) == 1) return;
    }
  });
  return out;
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/pipeline_early_stop",
    .story =
        "The reader of a pipeline has what it wants after two values and closes a done channel. "
        "Both stages watch it at every send, end, and close their outputs.",
    .tags = "pattern channel pipeline quit",
    .body =
        [] {
          Chan<Unit> done = make_chan<Unit>();
          RecvChan<int> out = squares(count(done), done);
          const int first = *out.recv();
          const int second = *out.recv();
          check(first == 1 && second == 4, "the squares come in order");
          done.close();
          for (int n : out) check(n > second, "what was on its way comes in order too");
        },
};

}  // namespace heddle::scenarios::patterns::pipeline_early_stop
