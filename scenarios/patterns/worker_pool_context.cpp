#include <heddle/heddle.h>

#include <optional>

namespace heddle::scenarios::patterns::worker_pool_context {
namespace {

struct Search {
  Chan<int> shops = make_chan<int>();
  Chan<int> prices = make_chan<int>();
  WaitGroup workers;

  void work(Context ctx) {
    for (;;) {
      std::optional<int> shop;
      if (select({shops.on_recv(shop), ctx.done().on_recv()}) == 1 || !shop) return;
      if (select({prices.on_send(100 + *shop), ctx.done().on_recv()}) == 1) return;
    }
  }
  void hand_out(Context ctx) {
    for (int shop = 0; shop < 2; ++shop) {
      if (select({shops.on_send(shop), ctx.done().on_recv()}) == 1) return;
    }
    shops.close();
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/worker_pool_context",
    .story =
        "Workers look for a price in several shops until the first answer is in; then the context "
        "is cancelled. Workers look at the context wherever they could wait, so all of them come "
        "to an end.",
    .tags = "pattern channel context waitgroup worker-pool",
    .body =
        [] {
          auto [ctx, cancel] = with_cancel(background());
          Defer stop(cancel);
          auto* search = make<Search>();
          for (int worker = 0; worker < 2; ++worker) {
            search->workers.go([=] { search->work(ctx); });
          }
          search->workers.go([=] { search->hand_out(ctx); });
          const std::optional<int> price = search->prices.recv();
          check(price && *price >= 100, "some shop has a price");
          cancel();
          search->workers.wait();
          check(!search->prices.try_recv(), "nobody answers after the end");
        },
};

}  // namespace heddle::scenarios::patterns::worker_pool_context
