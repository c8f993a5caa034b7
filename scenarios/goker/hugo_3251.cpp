#include <heddle/heddle.h>

namespace heddle::scenarios::goker::hugo_3251 {
namespace {

using namespace std::chrono_literals;

constexpr int waves = 2;
constexpr int pages = 3;
constexpr int requests = 2;

struct RemoteLock {
  RWMutex mu;
  Var<Mutex*> of_url{nullptr};  // a map in the original; here there is one address

  void lock_url(bool repaired) {
    mu.lock();
    if (of_url.read() == nullptr) of_url.write(make<Mutex>());
    Mutex* url = of_url.read();
    if (repaired) {
      mu.unlock();
      url->lock();
    } else {
      url->lock();
      mu.unlock();
    }
  }
  void unlock_url() {
    SharedLock hold(mu);
    of_url.read()->unlock();
  }
};

void fetch(RemoteLock* remote, bool repaired) {
  for (int request = 0; request < requests; ++request) {
    remote->lock_url(repaired);
    remote->unlock_url();
    sleep(300ns);
  }
}

void build_site(bool repaired) {
  auto* remote = make<RemoteLock>();
  for (int wave = 0; wave < waves; ++wave) {
    auto* wg = make<WaitGroup>();
    for (int page = 0; page < pages; ++page) wg->go([=] { fetch(remote, repaired); });
    wg->wait();
  }
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/hugo_3251",
    .story =
        "Pages that fetch the same address take its lock while they hold the lock of the table "
        "of locks. Whoever has the address must look into that table to give it back.",
    .tags = "goker hugo blocking ab-ba-deadlock",
    .expect = {Kind::deadlock},
    .body = [] { build_site(false); },
    .fixed = [] { build_site(true); },
};

}  // namespace heddle::scenarios::goker::hugo_3251
