#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::singleton_once_flag_too_early {
namespace {

struct Registry {
  Atomic<bool> begun{false};
  Once once;
  Var<int> port{0};

  void read_settings() { port.write(8080); }
  int get(bool wait_for_reader) {
    if (wait_for_reader) {
      once.run_once([this] { read_settings(); });
    } else if (begun.compare_and_swap(false, true)) {
      read_settings();
    }
    return port.read();
  }
};

void start_up(bool wait_for_reader) {
  auto* registry = make<Registry>();
  auto* users = make<WaitGroup>();
  for (int user = 0; user < 2; ++user) {
    users->go([=] { check(registry->get(wait_for_reader) == 8080, "the port is set"); });
  }
  users->wait();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/singleton_once_flag_too_early",
    .story =
        "Whoever wins a flag reads the settings; everybody else takes the raised flag as a sign "
        "that they are there. They may still be on their way in.",
    .tags = "pattern atomic singleton",
    .expect = {Kind::data_race},
    .body = [] { start_up(false); },
    .fixed = [] { start_up(true); },
};

}  // namespace heddle::scenarios::patterns::singleton_once_flag_too_early
