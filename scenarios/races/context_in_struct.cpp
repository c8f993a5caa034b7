#include <heddle/heddle.h>

namespace heddle::scenarios::races::context_in_struct {
namespace {

// A connection that is dialled by the first request and shared by all.
struct Connection {
  Once once;
  Var<Context> kept;

  void dial(Context ctx) {
    once.run_once([this, ctx] { kept.write(ctx); });
  }
  Error query(Context ctx) { return ctx.err(); }
};

// A request with plenty of time; its context ends with it.
void serve(Connection* connection, bool use_kept) {
  const WithCancel request = with_cancel(background());
  Defer over(request.cancel);
  connection->dial(request.context);
  const Context ctx = use_kept ? connection->kept.read() : request.context;
  check(!connection->query(ctx), "a request that goes on gets its answer");
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "races/context_in_struct",
    .story =
        "A connection keeps the context of the request that dialled it and uses it for every "
        "query. When that request is over its context is cancelled, and the queries of all "
        "others fail.",
    .tags = "context once",
    .expect = {Kind::check_failed},
    .body =
        [] {
          auto* connection = make<Connection>();
          go("request", [=] { serve(connection, true); });
          go("request", [=] { serve(connection, true); });
        },
    .fixed =
        [] {
          auto* connection = make<Connection>();
          go("request", [=] { serve(connection, false); });
          go("request", [=] { serve(connection, false); });
        },
};

}  // namespace heddle::scenarios::races::context_in_struct
