#include <heddle/heddle.h>

#include <optional>

namespace heddle::scenarios::patterns::concurrent_map_check_then_store {
namespace {

struct Site {
  Map<int, int> sessions;  // of a visitor
  Atomic<int> last_session;

  int session_of(int visitor, bool in_one_step) {
    if (in_one_step) {
      return sessions.load_or_store(visitor, last_session.add(1)).value;
    }
    if (std::optional<int> known = sessions.load(visitor)) return *known;
    const int fresh = last_session.add(1);
    sessions.store(visitor, fresh);
    return fresh;
  }
};

void visit(bool in_one_step) {
  auto* site = make<Site>();
  Chan<int> sessions = make_chan<int>(2);
  for (int request = 0; request < 2; ++request) {
    go("request", [=] { sessions.send(site->session_of(7, in_one_step)); });
  }
  const int one = *sessions.recv();
  const int other = *sessions.recv();
  check(one == other, "both requests are in the same session");
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/concurrent_map_check_then_store",
    .story =
        "Every step on the map is safe by itself, but \"look whether there is a session\" and "
        "\"store one\" are two steps. Two first requests of a visitor make two sessions, and one "
        "of them is lost.",
    .tags = "pattern map check-then-act",
    .expect = {Kind::check_failed},
    .body = [] { visit(false); },
    .fixed = [] { visit(true); },
};

}  // namespace heddle::scenarios::patterns::concurrent_map_check_then_store
