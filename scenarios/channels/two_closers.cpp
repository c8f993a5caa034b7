#include <heddle/heddle.h>

namespace heddle::scenarios::channels::two_closers {
namespace {

struct Session {
  Chan<Unit> gone = make_chan<Unit>();
  Atomic<bool> closed{false};
  Once once;

  void close_if_open() {
    if (closed.load()) return;
    closed.store(true);
    gone.close();
  }
  void close_once() {
    once.run_once([this] { gone.close(); });
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "channels/two_closers",
    .story =
        "Whoever ends a session first closes its channel, guarded by a flag that is looked at "
        "in one step and set in another. A peer that hangs up during a timeout closes twice.",
    .tags = "channel atomic check-then-act",
    .expect = {Kind::double_close},
    .body =
        [] {
          auto* session = make<Session>();
          go("peer", [=] { session->close_if_open(); });
          go("timeout", [=] { session->close_if_open(); });
          session->gone.recv();
        },
    .fixed =
        [] {
          auto* session = make<Session>();
          go("peer", [=] { session->close_once(); });
          go("timeout", [=] { session->close_once(); });
          session->gone.recv();
        },
};

}  // namespace heddle::scenarios::channels::two_closers
