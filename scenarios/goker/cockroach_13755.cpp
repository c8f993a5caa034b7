#include <heddle/heddle.h>

namespace heddle::scenarios::goker::cockroach_13755 {
namespace {

struct Rows {
  CancelFunc cancel;

  void init_context_close(Context parent) {
    auto [ctx, stop] = with_cancel(parent);
    cancel = stop;
    go("await_done", [this, done = ctx.done()] {
      done.recv();
      close();
    });
  }
  void close() {}
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/cockroach_13755",
    .story =
        "The rows of a query start a goroutine that closes them when their context is done. The "
        "caller has read what it wanted and goes, and nobody calls the cancel function that the "
        "rows keep.",
    .tags = "goker cockroach blocking channel context",
    .expect = {Kind::leak},
    .body =
        [] {
          auto* rows = make<Rows>();
          rows->init_context_close(background());
        },
    .fixed =
        [] {
          auto* rows = make<Rows>();
          rows->init_context_close(background());
          rows->cancel();
        },
};

}  // namespace heddle::scenarios::goker::cockroach_13755
