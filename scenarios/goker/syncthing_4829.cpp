#include <heddle/heddle.h>

namespace heddle::scenarios::goker::syncthing_4829 {
namespace {

// A port that a router forwards to us.
struct Mapping {
  RWMutex mu;
  Var<int> addresses{1};
  Var<int> told{0};

  void clear_and_notify() {
    Lock hold(mu);
    addresses.write(0);
    notify();
  }
  void clear_then_notify() {
    {
      Lock hold(mu);
      addresses.write(0);
    }
    notify();
  }

 private:
  void notify() {
    SharedLock hold(mu);
    told.write(addresses.read());
  }
};

struct NatService {
  RWMutex mu;
  Mapping mapping;

  void remove_mapping(void (Mapping::*clear)()) {
    Lock hold(mu);
    (mapping.*clear)();
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/syncthing_4829",
    .story =
        "Clearing the addresses of a port mapping locks it for writing and then tells the "
        "listeners, for which the same mapping is locked for reading: the service waits for "
        "itself.",
    .tags = "goker syncthing blocking rwmutex double-locking",
    .expect = {Kind::deadlock},
    .body = [] { make<NatService>()->remove_mapping(&Mapping::clear_and_notify); },
    .fixed = [] { make<NatService>()->remove_mapping(&Mapping::clear_then_notify); },
};

}  // namespace heddle::scenarios::goker::syncthing_4829
