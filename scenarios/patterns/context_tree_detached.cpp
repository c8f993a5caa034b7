#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::context_tree_detached {
namespace {

void fetch_banner(Context page, bool from_page) {
  auto [ctx, cancel] = with_cancel(from_page ? page : background());
  Defer stop(cancel);
  Chan<int> banner = make_chan<int>();  // its server is down
  select({banner.on_recv(), ctx.done().on_recv()});
}

void show_page(bool from_page) {
  auto [page, cancel] = with_cancel(background());
  Defer stop(cancel);
  auto* helpers = make<WaitGroup>();
  helpers->go([=] { fetch_banner(page, from_page); });
  cancel();  // the visitor has gone
  helpers->wait();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/context_tree_detached",
    .story =
        "A helper makes its context from the background instead of from the one it was given. The "
        "page is given up, but the helper never hears of it, and the page waits for its helper.",
    .tags = "pattern context cancellation",
    .expect = {Kind::deadlock},
    .body = [] { show_page(false); },
    .fixed = [] { show_page(true); },
};

}  // namespace heddle::scenarios::patterns::context_tree_detached
