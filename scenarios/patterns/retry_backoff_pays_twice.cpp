#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::retry_backoff_pays_twice {
namespace {

using namespace std::chrono_literals;

struct Bank {
  Atomic<int> last_key;
  Atomic<int> payments;

  void pay(int key, bool known_keys) {
    if (known_keys && last_key.swap(key) == key) return;
    payments.add(1);
  }
};

void pay_with_retries(Bank* bank, WaitGroup* calls, bool known_keys) {
  for (int attempt = 0; attempt < 2; ++attempt) {
    Chan<Unit> answer = make_chan<Unit>(1);
    const Duration latency = choose(2) == 0 ? 5ms : 50ms;
    calls->go([=] {
      sleep(latency);
      bank->pay(7, known_keys);
      answer.send({});
    });
    if (select({answer.on_recv(), after(20ms).on_recv()}) == 0) return;
  }
}

void check_out(bool known_keys) {
  auto* bank = make<Bank>();
  auto* calls = make<WaitGroup>();
  pay_with_retries(bank, calls, known_keys);
  calls->wait();
  check(bank->payments.load() <= 1, "nobody pays twice");
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/retry_backoff_pays_twice",
    .story =
        "A payment whose answer does not come in time is tried again. The first attempt was only "
        "slow: it goes through as well, and the customer pays twice.",
    .tags = "pattern timeout retry",
    .expect = {Kind::check_failed},
    .body = [] { check_out(false); },
    .fixed = [] { check_out(true); },
};

}  // namespace heddle::scenarios::patterns::retry_backoff_pays_twice
