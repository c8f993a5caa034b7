#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::retry_backoff_shared_budget {
namespace {

using namespace std::chrono_literals;

struct Budget {
  Mutex mu;
  Var<int> left{1};

  bool look() {
    Lock hold(mu);
    return left.read() > 0;
  }
  void take() {
    Lock hold(mu);
    left.update([](int& n) { --n; });
  }
  bool take_if_left() {
    Lock hold(mu);
    if (left.read() == 0) return false;
    left.update([](int& n) { --n; });
    return true;
  }
};

void retry(Budget* budget, bool take_first) {
  if (take_first) {
    if (budget->take_if_left()) sleep(10ms);
  } else if (budget->look()) {
    sleep(10ms);
    budget->take();
  }
}

void fail_twice(bool take_first) {
  auto* budget = make<Budget>();
  auto* callers = make<WaitGroup>();
  for (int caller = 0; caller < 2; ++caller) callers->go([=] { retry(budget, take_first); });
  callers->wait();
  check(budget->left.read() >= 0, "no more retries than the budget has");
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/retry_backoff_shared_budget",
    .story =
        "Two callers share a budget of retries. Each looks whether there is one left, pauses, and "
        "only then takes it; with one retry left, both take it.",
    .tags = "pattern mutex retry shared-state",
    .expect = {Kind::check_failed},
    .body = [] { fail_twice(false); },
    .fixed = [] { fail_twice(true); },
};

}  // namespace heddle::scenarios::patterns::retry_backoff_shared_budget
