#include <heddle/heddle.h>

namespace heddle::scenarios::channels::deferred_close {
namespace {

struct File {
  Chan<int> lines = make_chan<int>();
  Chan<Unit> stop = make_chan<Unit>();

  void read(bool close_on_stop) {
    Defer end([this] { lines.close(); });
    for (int line = 1; line <= 3; ++line) {
      if (select({lines.on_send(line), stop.on_recv()}) == 1) {
        if (close_on_stop) lines.close();
        return;
      }
    }
  }
};

void show_head(bool close_on_stop) {
  auto* file = make<File>();
  go("reader", [=] { file->read(close_on_stop); });
  file->lines.recv();
  file->stop.close();
  for (const int line : file->lines) log(line == 2 ? "second line" : "third line");
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "channels/deferred_close",
    .story =
        "A reader closes its channel by a defer, whichever way it ends. When it is stopped early "
        "it also closes the channel by hand, and the defer does so again.",
    .tags = "channel defer select",
    .expect = {Kind::double_close},
    .body = [] { show_head(true); },
    .fixed = [] { show_head(false); },
};

}  // namespace heddle::scenarios::channels::deferred_close
