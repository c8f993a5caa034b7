#include <heddle/heddle.h>

#include <array>
#include <cstddef>

namespace heddle::scenarios::patterns::sharded_counter {
namespace {

struct Shard {
  Mutex mu;
  Var<int> views{0};
};

struct Counter {
  std::array<Shard, 2> shards;

  void add(std::size_t page) {
    Shard& shard = shards[page % shards.size()];
    Lock hold(shard.mu);
    shard.views.update([](int& views) { ++views; });
  }
  int sum() {
    int views = 0;
    for (Shard& shard : shards) {
      Lock hold(shard.mu);
      views += shard.views.read();
    }
    return views;
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/sharded_counter",
    .story =
        "Page views are counted in two shards with a lock each, so that threads seldom wait for "
        "each other. The sum goes through the shards one by one and never counts backwards.",
    .tags = "pattern mutex sharding",
    .body =
        [] {
          auto* counter = make<Counter>();
          auto* visitors = make<WaitGroup>();
          for (std::size_t page = 0; page < 3; ++page) visitors->go([=] { counter->add(page); });
          const int early = counter->sum();
          const int later = counter->sum();
          check(early <= later && later <= 3, "the sum never goes down");
          visitors->wait();
          check(counter->sum() == 3, "every view is counted");
        },
};

}  // namespace heddle::scenarios::patterns::sharded_counter
