#include <heddle/heddle.h>

namespace heddle::scenarios::goker::etcd_4876 {
namespace {

using namespace std::chrono_literals;

// How often a watch tells its progress; the test wants it sooner.
struct ProgressInterval {
  Var<Duration> value{10min};
  Mutex mu;  // taken by the repaired twin only

  void set(Duration interval, bool repaired) {
    if (!repaired) return value.write(interval);
    Lock hold(mu);
    value.write(interval);
  }
  Duration get(bool repaired) {
    if (!repaired) return value.read();
    Lock hold(mu);
    return value.read();
  }
};

void test_watch(bool repaired) {
  auto* interval = make<ProgressInterval>();
  auto* wg = make<WaitGroup>();
  wg->go([=] {
    wg->go([=] { interval->set(3s, repaired); });
    wg->go([=] { go("send_loop", [=] { new_ticker(interval->get(repaired)); }); });
  });
  wg->wait();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/etcd_4876",
    .story =
        "A test shortens a global interval while the server it tests starts a watch stream, "
        "whose loop makes a ticker of that interval.",
    .tags = "goker etcd nonblocking data-race",
    .expect = {Kind::data_race},
    .body = [] { test_watch(false); },
    .fixed = [] { test_watch(true); },
};

}  // namespace heddle::scenarios::goker::etcd_4876
