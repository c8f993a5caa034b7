#include <heddle/heddle.h>

namespace heddle::scenarios::races::published_too_early {
namespace {

// A registry of connections; here there is at most one.
struct Connection {
  Var<int> labels{0};
};
struct Registry {
  RWMutex mu;
  Var<Connection*> connection{nullptr};
};

// The push loop: gives every registered connection its labels.
void relabel(Registry* registry, bool exclusive) {
  if (exclusive) {
    Lock hold(registry->mu);
    if (Connection* c = registry->connection.read()) c->labels.write(7);
  } else {
    SharedLock hold(registry->mu);
    if (Connection* c = registry->connection.read()) c->labels.write(7);
  }
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "races/published_too_early",
    .story =
        "A new connection is put into the registry under the lock and its labels are then "
        "read without it, while the push loop writes the labels of whatever it finds "
        "registered. After Istio's push context (istio 16742).",
    .tags = "rwmutex goker",
    .expect = {Kind::data_race},
    .body =
        [] {
          auto* registry = make<Registry>();
          auto* wg = make<WaitGroup>();
          wg->go([=] { relabel(registry, false); });
          wg->go([=] {
            auto* mine = make<Connection>();
            {
              Lock hold(registry->mu);
              registry->connection.write(mine);
            }
            log(mine->labels.read() == 0 ? "no labels yet" : "labelled");
          });
          wg->wait();
        },
    .fixed =
        [] {
          auto* registry = make<Registry>();
          auto* wg = make<WaitGroup>();
          wg->go([=] { relabel(registry, true); });
          wg->go([=] {
            auto* mine = make<Connection>();
            Lock hold(registry->mu);
            registry->connection.write(mine);
            log(mine->labels.read() == 0 ? "no labels yet" : "labelled");
          });
          wg->wait();
        },
};

}  // namespace heddle::scenarios::races::published_too_early
