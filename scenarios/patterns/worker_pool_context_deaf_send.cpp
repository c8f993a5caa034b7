#include <heddle/heddle.h>

#include <optional>

namespace heddle::scenarios::patterns::worker_pool_context_deaf_send {
namespace {

struct Search {
  Chan<int> shops = make_chan<int>(2);
  Chan<int> prices = make_chan<int>();

  void work(Context ctx, bool listen) {
    std::optional<int> shop;
    if (select({shops.on_recv(shop), ctx.done().on_recv()}) == 1) return;
    if (listen) {
      select({prices.on_send(100 + *shop), ctx.done().on_recv()});
    } else {
      prices.send(100 + *shop);
    }
  }
};

void first_price(bool listen) {
  auto [ctx, cancel] = with_cancel(background());
  Defer stop(cancel);
  auto* search = make<Search>();
  for (int worker = 0; worker < 2; ++worker) {
    go("worker", [=] { search->work(ctx, listen); });
  }
  for (int shop = 0; shop < 2; ++shop) search->shops.send(shop);
  search->prices.recv();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/worker_pool_context_deaf_send",
    .story =
        "Workers look at the context when they take a job but not when they hand over the answer. "
        "The caller has its first answer and is gone; the second worker offers its own for ever.",
    .tags = "pattern channel context worker-pool",
    .expect = {Kind::leak},
    .body = [] { first_price(false); },
    .fixed = [] { first_price(true); },
};

}  // namespace heddle::scenarios::patterns::worker_pool_context_deaf_send
