#include <heddle/heddle.h>

namespace heddle::scenarios::goker::etcd_6708 {
namespace {

struct Client {
  RWMutex mu;
  Var<int> endpoints{1};
  Var<int> leader{0};

  int leader_endpoint() {
    SharedLock hold(mu);
    return leader_endpoint_locked();
  }
  int leader_endpoint_locked() { return endpoints.read() - 1; }

  void set_endpoints(int count, bool repaired) {
    endpoints.write(count);
    leader.write(repaired ? leader_endpoint_locked() : leader_endpoint());
  }
  void sync(bool repaired) {
    Lock hold(mu);
    set_endpoints(3, repaired);
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/etcd_6708",
    .story =
        "A client brings its endpoints up to date under its lock. Setting them asks who leads, "
        "and the answer is read under the same lock.",
    .tags = "goker etcd blocking double-locking",
    .expect = {Kind::deadlock},
    .body = [] { make<Client>()->sync(false); },
    .fixed = [] { make<Client>()->sync(true); },
};

}  // namespace heddle::scenarios::goker::etcd_6708
