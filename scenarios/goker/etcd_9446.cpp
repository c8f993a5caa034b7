#include <heddle/heddle.h>

#include <map>

namespace heddle::scenarios::goker::etcd_9446 {
namespace {

using Buckets = std::map<int, int>;  // of each bucket, how many keys wait to be written

struct TxBuffer {
  Var<Buckets> buckets{Buckets{{0, 1}}};
  RWMutex mu;  // taken by the repaired twin only

  void reset() {
    for (auto [bucket, keys] : buckets.read()) {
      buckets.update([key = bucket](Buckets& all) { all.erase(key); });
    }
  }
  bool has(int bucket) { return buckets.read().contains(bucket); }
};

void commit_while_reading(bool repaired) {
  auto* wg = make<WaitGroup>();
  wg->go([=] {
    auto* buffer = make<TxBuffer>();
    wg->go([=] {
      if (!repaired) return buffer->reset();
      Lock hold(buffer->mu);
      buffer->reset();
    });
    wg->go([=] {
      if (!repaired) {
        buffer->has(0);
      } else {
        SharedLock hold(buffer->mu);
        buffer->has(0);
      }
    });
  });
  wg->wait();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/etcd_9446",
    .story =
        "A commit empties the buffer of a transaction, bucket by bucket, while a read looks "
        "into the same map.",
    .tags = "goker etcd nonblocking data-race",
    .expect = {Kind::data_race},
    .body = [] { commit_while_reading(false); },
    .fixed = [] { commit_while_reading(true); },
};

}  // namespace heddle::scenarios::goker::etcd_9446
