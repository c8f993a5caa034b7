#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::singleton_once {
namespace {

struct Settings {
  Var<int> port{0};
  Var<int> workers{0};
};

struct Registry {
  Once once;
  Settings settings;
  Atomic<int> times_read;

  Settings& get() {
    once.run_once([this] {
      times_read.add(1);
      settings.port.write(8080);
      settings.workers.write(4);
    });
    return settings;
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/singleton_once",
    .story =
        "The settings are read from disk when somebody first asks for them. Whoever asks meanwhile "
        "waits until they are there; they are read once, and everybody sees them complete.",
    .tags = "pattern once singleton",
    .body =
        [] {
          auto* registry = make<Registry>();
          auto* users = make<WaitGroup>();
          for (int user = 0; user < 3; ++user) {
            users->go([=] {
              const Settings& settings = registry->get();
              check(settings.port.read() == 8080, "the port is set");
              check(settings.workers.read() == 4, "the number of workers is set");
            });
          }
          users->wait();
          check(registry->times_read.load() == 1, "the settings are read once");
        },
};

}  // namespace heddle::scenarios::patterns::singleton_once
