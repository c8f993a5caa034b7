#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::http_deadline_body_unread {
namespace {

struct Response {
  Chan<int> body = make_chan<int>();
  Context ctx;
};

void send_body(const Response* response) {
  for (int piece = 1; piece <= 3; ++piece) {
    const int what = select({response->body.on_send(piece), response->ctx.done().on_recv()});
    if (what == 1) break;
  }
  response->body.close();
}

void read_header(bool close_body) {
  auto [ctx, cancel] = with_cancel(background());
  auto* response = make<Response>();
  response->ctx = close_body ? ctx : background();
  go("connection", [=] { send_body(response); });
  check(response->body.recv() == 1, "the header comes first");
  cancel();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/http_deadline_body_unread",
    .story =
        "The body of a response comes through a channel in pieces. The caller has seen enough "
        "after the first piece and leaves; the connection's goroutine offers the next one to "
        "nobody.",
    .tags = "pattern context timeout http",
    .expect = {Kind::leak},
    .body = [] { read_header(false); },
    .fixed = [] { read_header(true); },
};

}  // namespace heddle::scenarios::patterns::http_deadline_body_unread
