#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::request_values_in_server {
namespace {

constexpr ContextKey<int> user_key;

struct App {
  Mutex mu;
  Var<int> user{0};

  void remember(int who) {
    Lock hold(mu);
    user.write(who);
  }
  int remembered() {
    Lock hold(mu);
    return user.read();
  }
  void handle(Context ctx, int token) {
    const int* who = ctx.value(user_key);
    check((who != nullptr ? *who : remembered()) == token + 100, "a request sees its own user");
  }
  void serve(int token, bool in_context) {
    Context ctx = background();
    if (in_context) {
      ctx = with_value(ctx, user_key, token + 100);
    } else {
      remember(token + 100);
    }
    handle(ctx, token);
  }
};

void serve_two(bool in_context) {
  auto* app = make<App>();
  auto* requests = make<WaitGroup>();
  for (int token = 0; token < 2; ++token) requests->go([=] { app->serve(token, in_context); });
  requests->wait();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/request_values_in_server",
    .story =
        "The authenticating layer keeps the user in a field of the server, under a lock, for the "
        "handler to read. While one request is on its way from layer to handler, another one's "
        "user takes the place.",
    .tags = "pattern mutex middleware shared-state",
    .expect = {Kind::check_failed},
    .body = [] { serve_two(false); },
    .fixed = [] { serve_two(true); },
};

}  // namespace heddle::scenarios::patterns::request_values_in_server
