#include <heddle/heddle.h>

#include <optional>

namespace heddle::scenarios::patterns::http_deadline_not_passed_on {
namespace {

using namespace std::chrono_literals;

struct Request {
  Context ctx;
  Chan<int> response = make_chan<int>(1);
};

void handle(Request* request, RecvChan<int> price_service, bool pass_on) {
  Context ctx = pass_on ? request->ctx : background();
  std::optional<int> price;
  if (select({price_service.on_recv(price), ctx.done().on_recv()}) == 0) {
    request->response.send(*price + 1);
  }
}

void call_back_end(bool pass_on) {
  auto [ctx, cancel] = with_timeout(background(), 20ms);
  Defer stop(cancel);
  auto* request = make<Request>(ctx);
  Chan<int> price_service = make_chan<int>();
  go("handler", [=] { handle(request, price_service, pass_on); });
  if (select({request->response.on_recv(), ctx.done().on_recv()}) == 1) log("gave up");
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/http_deadline_not_passed_on",
    .story =
        "The back end calls the next service with a context of its own that has no deadline. The "
        "caller has long given up, but the handler still waits for a service that never answers.",
    .tags = "pattern context timeout http",
    .expect = {Kind::leak},
    .body = [] { call_back_end(false); },
    .fixed = [] { call_back_end(true); },
};

}  // namespace heddle::scenarios::patterns::http_deadline_not_passed_on
