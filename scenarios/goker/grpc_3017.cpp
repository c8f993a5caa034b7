#include <heddle/heddle.h>

namespace heddle::scenarios::goker::grpc_3017 {
namespace {

using namespace std::chrono_literals;

constexpr int rounds = 3;

// A removed connection, which stays for a moment in case its address comes back.
struct Entry {
  Timer timer;
  Var<bool> aborted{false};

  void cancel() {
    if (!timer.stop()) aborted.write(true);
  }
};

struct ConnectionCache {
  explicit ConnectionCache(bool correct) : repaired(correct) {}
  const bool repaired;
  Mutex mu;
  Var<Entry*> cached{nullptr};  // of the one address there is

  void remove_connection() {
    Lock hold(mu);
    if (cached.read() != nullptr) return;
    auto* entry = make<Entry>();
    cached.write(entry);
    entry->timer = after_func(1ns, [this, entry] { expire(entry); });
  }
  void new_connection() {
    Lock hold(mu);
    if (Entry* entry = cached.read()) {
      entry->cancel();
      cached.write(nullptr);
    }
  }
  void expire(Entry* entry) {
    mu.lock();
    if (entry->aborted.read()) {
      if (repaired) mu.unlock();
      return;
    }
    cached.write(nullptr);
    mu.unlock();
  }
};

void remove_and_renew(bool repaired) {
  auto* cache = make<ConnectionCache>(repaired);
  Chan<Unit> done = make_chan<Unit>();
  go("balancer", [=] {
    for (int round = 0; round < rounds; ++round) {
      cache->remove_connection();
      cache->new_connection();
    }
    done.close();
  });
  done.recv();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/grpc_3017",
    .story =
        "A removed connection is kept until a timer has run, unless its address comes back "
        "first. A timer that has started but finds itself called off returns with the cache "
        "locked.",
    .tags = "goker grpc blocking double-locking",
    .expect = {Kind::deadlock, Kind::leak, Kind::lock_held_at_exit},
    .body = [] { remove_and_renew(false); },
    .fixed = [] { remove_and_renew(true); },
};

}  // namespace heddle::scenarios::goker::grpc_3017
