#include <heddle/heddle.h>

namespace heddle::scenarios::leaks::forgotten_ticker {
namespace {

using namespace std::chrono_literals;

// A cache whose old entries are swept out every minute.
struct Cache {
  Atomic<int> entries{0};
  Chan<Unit> closed = make_chan<Unit>();

  void sweep_for_ever() {
    const RecvChan<Time> minute = tick(1min);
    while (minute.recv()) entries.store(0);
  }
  void sweep_until_closed() {
    Ticker minute = new_ticker(1min);
    Defer stop_ticker([=] { minute.stop(); });
    while (select({minute.chan().on_recv(), closed.on_recv()}) == 0) entries.store(0);
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "leaks/forgotten_ticker",
    .story =
        "Every cache starts a goroutine that sweeps it once a minute, by a ticker that cannot be "
        "stopped. The cache is dropped after its first use; its sweeper goes on for ever.",
    .tags = "ticker channel select",
    .expect = {Kind::leak},
    .body =
        [] {
          auto* cache = make<Cache>();
          go("sweeper", [=] { cache->sweep_for_ever(); });
          cache->entries.add(1);
          cache->closed.close();
        },
    .fixed =
        [] {
          auto* cache = make<Cache>();
          go("sweeper", [=] { cache->sweep_until_closed(); });
          cache->entries.add(1);
          cache->closed.close();
        },
    .limits = {.drain_steps = 500},
};

}  // namespace heddle::scenarios::leaks::forgotten_ticker
