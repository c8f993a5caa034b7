#include <heddle/heddle.h>

#include <array>
#include <cstddef>

namespace heddle::scenarios::patterns::request_values {
namespace {

constexpr ContextKey<int> request_number;
constexpr ContextKey<int> user;

struct App {
  std::array<Atomic<int>, 2> greeted;

  void handle(Context ctx) {
    const int* who = ctx.value(user);
    const int* number = ctx.value(request_number);
    check(who != nullptr && number != nullptr, "both values have come through");
    check(*who == *number + 100, "they are those of this request");
    greeted[static_cast<std::size_t>(*number)].add(1);
  }
  void authenticate(Context ctx) {
    const int* number = ctx.value(request_number);
    handle(with_value(ctx, user, *number + 100));
  }
  void serve(int number) { authenticate(with_value(background(), request_number, number)); }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/request_values",
    .story =
        "Two layers around a handler put the request's number and its user into the context. "
        "Requests run side by side, and each handler sees the values of its own request.",
    .tags = "pattern context values middleware",
    .body =
        [] {
          auto* app = make<App>();
          auto* requests = make<WaitGroup>();
          for (int number = 0; number < 2; ++number) requests->go([=] { app->serve(number); });
          requests->wait();
          for (Atomic<int>& times : app->greeted)
            check(times.load() == 1, "each user is greeted once");
        },
};

}  // namespace heddle::scenarios::patterns::request_values
