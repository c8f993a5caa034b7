#include <heddle/heddle.h>

namespace heddle::scenarios::goker::cockroach_18101 {
namespace {

constexpr int chunks = 8;
constexpr int chunks_ahead = 6;

void split_and_scatter(Context ctx, SendChan<bool> ready, bool repaired) {
  for (int chunk = 0; chunk < chunks; ++chunk) {
    if (!repaired) {
      ready.send(true);
    } else if (select({ready.on_send(true), ctx.done().on_recv()}) == 1) {
      break;
    }
  }
  ready.close();
}

void restore(Context ctx, bool repaired) {
  Chan<bool> ready = make_chan<bool>(chunks_ahead);
  go("split", [=] { split_and_scatter(ctx, ready, repaired); });
  for ([[maybe_unused]] bool chunk : ready) {
    ctx.done().recv();
    return;
  }
}

void cancelled_restore(bool repaired) {
  auto [context, cancel] = with_cancel(background());
  go("restore", [=, ctx = context] { restore(ctx, repaired); });
  go("client", [give_up = cancel] { give_up(); });
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/cockroach_18101",
    .story =
        "A restore splits ranges ahead of the import. The import is cancelled and goes away; "
        "the splitter, which never looks at the context, fills the queue and then blocks on "
        "its next send.",
    .tags = "goker cockroach blocking channel context",
    .expect = {Kind::leak},
    .body = [] { cancelled_restore(false); },
    .fixed = [] { cancelled_restore(true); },
};

}  // namespace heddle::scenarios::goker::cockroach_18101
