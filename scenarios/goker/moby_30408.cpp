#include <heddle/heddle.h>

namespace heddle::scenarios::goker::moby_30408 {
namespace {

struct Manifest {
  int apis = 1;
};

struct Plugin {
  Mutex mu;
  Cond activated{mu};
  Var<Manifest*> manifest{nullptr};
  Var<Error> activate_error;

  void fail(Error error, bool announced) {
    Lock hold(mu);
    activate_error.write(error);
    if (announced) activated.broadcast();
  }
  void wait_active(bool minds_error) {
    Lock hold(mu);
    while (manifest.read() == nullptr && !(minds_error && activate_error.read())) {
      activated.wait();
    }
  }
};

void test_failed_activation(bool minds_error) {
  auto* plugin = make<Plugin>();
  plugin->fail(new_error("no such plugin"), minds_error);
  Chan<Unit> done = make_chan<Unit>();
  go("user", [=] {
    plugin->wait_active(minds_error);
    done.close();
  });
  done.recv();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/moby_30408",
    .story =
        "Users of a plugin wait until it has a manifest. A plugin whose activation has failed "
        "never gets one, and they do not look at the error.",
    .tags = "goker moby blocking cond channel",
    .expect = {Kind::deadlock},
    .body = [] { test_failed_activation(false); },
    .fixed = [] { test_failed_activation(true); },
};

}  // namespace heddle::scenarios::goker::moby_30408
