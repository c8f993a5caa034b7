#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::retry_backoff {
namespace {

using namespace std::chrono_literals;

constexpr int attempts_max = 4;

struct Bank {
  Atomic<int> attempts;
  Atomic<int> last_key;
  Atomic<int> payments;

  bool pay(int key) {
    attempts.add(1);
    if (choose(2) == 0) return false;  // never arrived
    if (last_key.swap(key) != key) payments.add(1);
    return choose(2) == 1;  // or the answer was lost
  }
};

Error pay_with_retries(Bank* bank, Context ctx) {
  Duration pause = 10ms;
  for (int attempt = 1; attempt <= attempts_max; ++attempt, pause *= 2) {
    if (Error closed = ctx.err()) return closed;
    if (bank->pay(7)) return {};
    if (attempt == attempts_max) break;
    select({after(pause).on_recv(), ctx.done().on_recv()});
  }
  return new_error("the bank cannot be reached");
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/retry_backoff",
    .story =
        "A payment is tried up to four times, and the pause doubles after each failure, unless the "
        "context is closed in the meantime. An attempt may fail after it has done its work; the "
        "payment's key keeps it from being made twice.",
    .tags = "pattern context timeout retry backoff",
    .body =
        [] {
          auto* bank = make<Bank>();
          auto [ctx, cancel] = with_cancel(background());
          Defer stop(cancel);
          go("user", [=] {
            if (choose(2) == 1) cancel();
          });
          const Time start = now();
          const Error failed = pay_with_retries(bank, ctx);
          const int attempts = bank->attempts.load();
          check(attempts <= attempts_max, "the bank is not asked for ever");
          check(ctx.err() || since(start) >= 10ms * ((1 << attempts) / 2 - 1), "the pauses grow");
          check(bank->payments.load() <= 1, "nobody pays twice");
          check(failed || bank->payments.load() == 1, "what is reported as paid is paid");
        },
};

}  // namespace heddle::scenarios::patterns::retry_backoff
