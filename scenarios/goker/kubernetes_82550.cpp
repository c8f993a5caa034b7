#include <heddle/heddle.h>

namespace heddle::scenarios::goker::kubernetes_82550 {
namespace {

struct DockerConfig {
  int registries = 1;
};

// Made when it is asked for the first time: that may call a cloud.
struct Provider {
  Mutex mu;
  Var<DockerConfig*> actual{nullptr};

  int registries() {
    if (actual.read() == nullptr) actual.write(make<DockerConfig>());
    return actual.read()->registries;
  }
  int registries_locked() {
    Lock hold(mu);
    return registries();
  }
};

void pull_images(int (Provider::*registries)()) {
  auto* provider = make<Provider>();
  for (int image = 0; image < 10; ++image) {
    go("puller", [=] { check((provider->*registries)() == 1, "there is one registry"); });
  }
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/kubernetes_82550",
    .story =
        "A provider of registry credentials is made on first use: whoever finds none makes one. "
        "Ten image pulls that ask at the same time look at and write the same pointer.",
    .tags = "goker kubernetes nonblocking data-race check-then-act",
    .expect = {Kind::data_race},
    .body = [] { pull_images(&Provider::registries); },
    .fixed = [] { pull_images(&Provider::registries_locked); },
};

}  // namespace heddle::scenarios::goker::kubernetes_82550
