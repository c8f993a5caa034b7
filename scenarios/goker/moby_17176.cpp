#include <heddle/heddle.h>

namespace heddle::scenarios::goker::moby_17176 {
namespace {

using namespace std::chrono_literals;

struct DeviceSet {
  Mutex mu;
  Var<int> deleted{0};

  void clean_up_deleted(bool unlocks) {
    mu.lock();
    if (deleted.read() == 0) {
      if (unlocks) mu.unlock();
      return;
    }
    deleted.write(0);
    mu.unlock();
  }
};

// Whether the devices can still be used after a clean-up; waits a millisecond for that.
void test_clean_up(bool unlocks, int room) {
  auto* devices = make<DeviceSet>();
  devices->clean_up_deleted(unlocks);
  Chan<Unit> done = make_chan<Unit>(room);
  go("probe", [=] {
    Lock hold(devices->mu);
    done.send({});
  });
  RecvChan<Time> timeout = after(1ms);
  select({timeout.on_recv(), done.on_recv()});
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/moby_17176",
    .story =
        "A clean-up of deleted devices takes the lock of the device set and, when there is "
        "nothing to do, returns without giving it back. Whoever comes next waits for ever.",
    .tags = "goker moby blocking mutex missing-unlock",
    .expect = {Kind::leak},
    .body = [] { test_clean_up(false, 0); },
    .fixed = [] { test_clean_up(true, 1); },  // and room for an answer after the timeout
};

}  // namespace heddle::scenarios::goker::moby_17176
