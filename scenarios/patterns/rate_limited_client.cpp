#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::rate_limited_client {
namespace {

using namespace std::chrono_literals;

struct Client {
  RateLimiter limiter{{.tokens = 1, .per = 10ms, .burst = 2}};
  Atomic<int> sent;

  Error get(Context ctx) {
    if (Error late = limiter.wait(ctx)) return late;
    sent.add(1);
    return {};
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/rate_limited_client",
    .story =
        "Two parts of a program share a client that may make two requests at once and one more "
        "every ten milliseconds. A request whose deadline comes before its turn fails.",
    .tags = "pattern rate-limit context mutex",
    .body =
        [] {
          auto* busy = make<Client>();
          busy->get(background());
          busy->get(background());
          auto [hurry, cancel] = with_timeout(background(), 1ms);
          Defer stop(cancel);
          check(bool(busy->get(hurry)), "a turn after the deadline is not waited for");
          check(busy->sent.load() == 2, "nothing was sent for it");

          auto* client = make<Client>();
          auto* callers = make<WaitGroup>();
          const Time start = now();
          for (int caller = 0; caller < 2; ++caller) {
            callers->go([=] {
              client->get(background());
              client->get(background());
            });
          }
          callers->wait();
          check(client->sent.load() == 4, "every request is made in the end");
          check(since(start) >= 20ms, "the third and the fourth wait for their turn");
        },
};

}  // namespace heddle::scenarios::patterns::rate_limited_client
