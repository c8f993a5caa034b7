#include <heddle/heddle.h>

namespace heddle::scenarios::goker::moby_29733 {
namespace {

struct Plugin {
  Mutex mu;
  Cond changed{mu};
  Var<bool> activated{false};

  void wait_active() {
    Lock hold(mu);
    while (!activated.read()) changed.wait();
  }
  void activate() {
    Lock hold(mu);
    activated.write(true);
    changed.broadcast();
  }
};

struct Plugins {
  RWMutex mu;
  Var<Plugin*> known{nullptr};

  void reset(Plugin* plugin) {
    Lock hold(mu);
    known.write(plugin);
  }
};

void test_handler(bool activates) {
  auto* plugins = make<Plugins>();
  auto* plugin = make<Plugin>();
  Chan<Unit> done = make_chan<Unit>();
  go("handler", [=] {
    plugin->wait_active();
    done.close();
  });
  if (activates) plugin->activate();
  done.recv();
  plugins->reset(make<Plugin>());  // for the next test
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/moby_29733",
    .story =
        "A test registers a handler for plugins, which waits until its plugin is active. Nobody "
        "ever activates the plugin.",
    .tags = "goker moby blocking cond channel",
    .expect = {Kind::deadlock},
    .body = [] { test_handler(false); },
    .fixed = [] { test_handler(true); },
};

}  // namespace heddle::scenarios::goker::moby_29733
