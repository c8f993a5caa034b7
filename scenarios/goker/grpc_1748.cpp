#include <heddle/heddle.h>

namespace heddle::scenarios::goker::grpc_1748 {
namespace {

using namespace std::chrono_literals;

constexpr int state_changes = 4;

// Global in the original, so that tests can shorten it.
struct MinConnectTimeout {
  Var<Duration> value{20s};
  Mutex mu;  // taken by the repaired twin only
  bool guarded = false;

  Duration get() {
    if (!guarded) return value.read();
    Lock hold(mu);
    return value.read();
  }
  void set(Duration timeout) {
    if (!guarded) return value.write(timeout);
    Lock hold(mu);
    value.write(timeout);
  }
};

struct BalancerWrapper {
  explicit BalancerWrapper(MinConnectTimeout* min) : min_timeout(min) {}
  MinConnectTimeout* min_timeout;
  Mutex mu;
  Var<bool> has_balancer{false};
  Mutex connection;
  Var<Duration> timeout{0s};

  void watch() {
    for (int change = 0; change < state_changes; ++change) {
      mu.lock();
      const bool ready = has_balancer.read();
      mu.unlock();
      if (ready) go("connect", [this] { connect(); });
    }
  }
  void connect() {
    Lock hold(connection);
    timeout.write(min_timeout->get());
  }
};

void test_balancer(MinConnectTimeout* min_timeout) {
  const Duration saved = min_timeout->get();
  Defer restore([=] { min_timeout->set(saved); });
  auto* wrapper = make<BalancerWrapper>(min_timeout);
  go("watcher", [=] { wrapper->watch(); });
  Lock hold(wrapper->mu);
  wrapper->has_balancer.write(true);
}

void run_test(bool repaired) {
  auto* min_timeout = make<MinConnectTimeout>();
  min_timeout->guarded = repaired;
  auto* wg = make<WaitGroup>();
  wg->go([=] { test_balancer(min_timeout); });
  wg->wait();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/grpc_1748",
    .story =
        "A test puts a global timeout back when it ends. The connections that its balancer has "
        "asked for are still being made, and read that timeout.",
    .tags = "goker grpc nonblocking data-race",
    .expect = {Kind::data_race},
    .body = [] { run_test(false); },
    .fixed = [] { run_test(true); },
};

}  // namespace heddle::scenarios::goker::grpc_1748
