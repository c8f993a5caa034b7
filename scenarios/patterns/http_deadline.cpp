#include <heddle/heddle.h>

#include <optional>

namespace heddle::scenarios::patterns::http_deadline {
namespace {

using namespace std::chrono_literals;

struct Request {
  Context ctx;
  int item = 0;
  Chan<int> response = make_chan<int>(1);
};

std::optional<int> call(SendChan<Request*> service, Context ctx, int item) {
  auto* request = make<Request>(ctx, item);
  if (select({service.on_send(request), ctx.done().on_recv()}) == 1) return std::nullopt;
  std::optional<int> response;
  select({request->response.on_recv(response), ctx.done().on_recv()});
  return response;
}

void serve_prices(RecvChan<Request*> calls) {
  for (Request* request : calls) {
    const Duration latency = request->item == 1 ? 5ms : 1h;
    select({after(latency).on_recv(), request->ctx.done().on_recv()});
    if (!request->ctx.err()) request->response.send(request->item * 10);
  }
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/http_deadline",
    .story =
        "A front end calls a back end, which calls a price service; the deadline of the first call "
        "goes along with the second. Everybody who takes part ends when the time is up, answer or "
        "not.",
    .tags = "pattern context timeout http",
    .body =
        [] {
          Chan<Request*> back_end = make_chan<Request*>();
          Chan<Request*> prices = make_chan<Request*>();
          go("prices", [=] { serve_prices(prices); });
          go("back end", [=] {
            for (Request* request : back_end) {
              const std::optional<int> price = call(prices, request->ctx, request->item);
              if (price) request->response.send(*price + 1);
            }
            prices.close();
          });
          for (int item = 1; item <= 2; ++item) {
            auto [ctx, cancel] = with_timeout(background(), 20ms);
            Defer stop(cancel);
            const std::optional<int> answer = call(back_end, ctx, item);
            if (answer) check(*answer == item * 10 + 1, "an answer belongs to its call");
            if (item == 2) check(!answer, "a call that hangs is given up at its deadline");
          }
          back_end.close();
        },
};

}  // namespace heddle::scenarios::patterns::http_deadline
