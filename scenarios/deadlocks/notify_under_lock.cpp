#include <heddle/heddle.h>

namespace heddle::scenarios::deadlocks::notify_under_lock {
namespace {

struct Config {
  Mutex mu;
  Var<int> version{0};
  Chan<int> changed = make_chan<int>();

  int current() {
    Lock hold(mu);
    return version.read();
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "deadlocks/notify_under_lock",
    .story =
        "A new configuration is announced on a channel while the lock is held. A listener "
        "that first asks for the current one wants that lock. After Istio's config store "
        "(istio 16224).",
    .tags = "channel mutex goker",
    .expect = {Kind::deadlock},
    .body =
        [] {
          auto* config = make<Config>();
          go("updater", [=] {
            Lock hold(config->mu);
            config->version.write(1);
            config->changed.send(1);
          });
          config->current();
          config->changed.recv();
        },
    .fixed =
        [] {
          auto* config = make<Config>();
          go("updater", [=] {
            {
              Lock hold(config->mu);
              config->version.write(1);
            }
            config->changed.send(1);
          });
          config->current();
          config->changed.recv();
        },
};

}  // namespace heddle::scenarios::deadlocks::notify_under_lock
