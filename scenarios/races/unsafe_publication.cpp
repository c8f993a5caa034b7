#include <heddle/heddle.h>

namespace heddle::scenarios::races::unsafe_publication {
namespace {

struct Routes {
  Var<int> backends{0};
};

// A proxy that serves on while its routes are loaded anew.
struct Proxy {
  Var<Routes*> plain{nullptr};
  Atomic<Routes*> published{nullptr};

  static Routes* load() {
    auto* fresh = make<Routes>();
    fresh->backends.write(2);
    return fresh;
  }
  static bool usable(const Routes* routes) {
    return routes == nullptr || routes->backends.read() > 0;
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "races/unsafe_publication",
    .story =
        "New routes are built aside and then put in place by one assignment of a plain pointer. "
        "Nothing orders it with the requests: one may see the pointer and not yet what it "
        "points to.",
    .tags = "pointer publication atomic",
    .expect = {Kind::data_race},
    .body =
        [] {
          auto* proxy = make<Proxy>();
          go("reload", [=] { proxy->plain.write(Proxy::load()); });
          go("request",
             [=] { check(Proxy::usable(proxy->plain.read()), "routes in use have backends"); });
        },
    .fixed =
        [] {
          auto* proxy = make<Proxy>();
          go("reload", [=] { proxy->published.store(Proxy::load()); });
          go("request",
             [=] { check(Proxy::usable(proxy->published.load()), "routes in use have backends"); });
        },
};

}  // namespace heddle::scenarios::races::unsafe_publication
