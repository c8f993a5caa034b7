#include <heddle/heddle.h>

#include <optional>

namespace heddle::scenarios::goker::kubernetes_25331 {
namespace {

struct WatchChan {
  Context ctx;
  CancelFunc cancel;
  Chan<Error> errors = make_chan<Error>();
  Chan<Error> result = make_chan<Error>();

  void watch(Error failure) {
    errors.send(failure);
    cancel();
  }
  void run(bool minds_cancel) {
    std::optional<Error> failure;
    switch (select({errors.on_recv(failure), ctx.done().on_recv()})) {
      case 0:
        cancel();
        if (minds_cancel) {
          select({result.on_send(*failure), ctx.done().on_recv()});
        } else {
          result.send(*failure);
        }
        break;
      case 1: break;
    }
  }
};

void watch_a_key(bool minds_cancel) {
  auto [ctx, cancel] = with_cancel(background());
  auto* watching = make<WatchChan>(ctx, cancel);
  go("run", [=] { watching->run(minds_cancel); });
  go("watch", [=] { watching->watch(new_error("key is gone")); });
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/kubernetes_25331",
    .story =
        "A watch of the store that fails cancels itself and then wants to hand on the error. Its "
        "client is gone, and the send does not look at the context that was just cancelled.",
    .tags = "goker kubernetes blocking channel context",
    .expect = {Kind::leak},
    .body = [] { watch_a_key(false); },
    .fixed = [] { watch_a_key(true); },
};

}  // namespace heddle::scenarios::goker::kubernetes_25331
