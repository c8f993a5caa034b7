#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::singleton_once_double_check {
namespace {

struct Settings {
  Var<int> port{8080};
};

struct Registry {
  Mutex mu;
  Var<Settings*> settings{nullptr};

  Settings* get_locked() {
    Lock hold(mu);
    if (settings.read() == nullptr) settings.write(make<Settings>());
    return settings.read();
  }
  Settings* get(bool look_first) {
    if (look_first) {
      if (Settings* known = settings.read()) return known;
    }
    return get_locked();
  }
};

void start_up(bool look_first) {
  auto* registry = make<Registry>();
  auto* users = make<WaitGroup>();
  for (int user = 0; user < 2; ++user) {
    users->go([=] { check(registry->get(look_first)->port.read() == 8080, "the port is set"); });
  }
  users->wait();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/singleton_once_double_check",
    .story =
        "To save the lock, the pointer to the settings is first looked at without it. The look and "
        "the write that another goroutine makes under the lock are unordered.",
    .tags = "pattern mutex singleton double-checked-locking",
    .expect = {Kind::data_race},
    .body = [] { start_up(true); },
    .fixed = [] { start_up(false); },
};

}  // namespace heddle::scenarios::patterns::singleton_once_double_check
