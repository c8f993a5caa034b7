#include <heddle/heddle.h>

namespace heddle::scenarios::goker::moby_4951 {
namespace {

using namespace std::chrono_literals;

struct Device {
  Mutex mu;
  Var<bool> active{true};
};

struct DeviceSet {
  Mutex mu;
  Var<Device*> device{make<Device>()};

  // Both wait for the kernel with the device locked and the set unlocked.
  void remove_set_first() {
    Lock hold(mu);
    Device* found = device.read();
    Lock hold_device(found->mu);
    deactivate(found);
  }
  void remove_device_first() {
    Device* found = look_up();
    Lock hold_device(found->mu);
    Lock hold(mu);
    deactivate(found);
  }

 private:
  Device* look_up() {
    Lock hold(mu);
    return device.read();
  }
  void deactivate(Device* found) {
    mu.unlock();
    sleep(300ns);
    mu.lock();
    found->active.write(false);
  }
};

void remove_twice(void (DeviceSet::*remove)()) {
  auto* devices = make<DeviceSet>();
  for (int client = 0; client < 2; ++client) {
    go("client", [=] { (devices->*remove)(); });
  }
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/moby_4951",
    .story =
        "Removing a device locks the set, then the device, and lets go of the set while the "
        "kernel works. Who comes back for the set still holds the device, and somebody else who "
        "removes the same one has the set and wants the device.",
    .tags = "goker moby blocking mutex lock-order",
    .expect = {Kind::leak},
    .body = [] { remove_twice(&DeviceSet::remove_set_first); },
    .fixed = [] { remove_twice(&DeviceSet::remove_device_first); },
};

}  // namespace heddle::scenarios::goker::moby_4951
