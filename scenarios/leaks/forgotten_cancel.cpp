#include <heddle/heddle.h>

namespace heddle::scenarios::leaks::forgotten_cancel {
namespace {

// Looks a name up in the cache and at the server at once.
struct Resolver {
  Chan<int> cached = make_chan<int>(1);
  Chan<int> fetched = make_chan<int>(1);

  void fetch(Context ctx) {
    if (!ctx.err()) fetched.send(4);
  }
  void resolve(bool cancel_always) {
    const WithCancel question = with_cancel(background());
    go("fetch", [this, ctx = question.context] { fetch(ctx); });
    if (select({cached.on_recv(), fetched.on_recv()}) == 1 || cancel_always) question.cancel();
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "leaks/forgotten_cancel",
    .story =
        "A name is looked up in a cache and at a server at once, and the context is cancelled "
        "once the server has answered. If the cache was quicker the cancel is forgotten, and "
        "the context stays open.",
    .tags = "context select",
    .expect = {Kind::context_leak},
    .body =
        [] {
          auto* resolver = make<Resolver>();
          go("cache", [=] { resolver->cached.send(4); });
          resolver->resolve(false);
        },
    .fixed =
        [] {
          auto* resolver = make<Resolver>();
          go("cache", [=] { resolver->cached.send(4); });
          resolver->resolve(true);
        },
};

}  // namespace heddle::scenarios::leaks::forgotten_cancel
