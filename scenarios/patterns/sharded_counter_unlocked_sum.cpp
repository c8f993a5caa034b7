#include <heddle/heddle.h>

#include <array>
#include <cstddef>

namespace heddle::scenarios::patterns::sharded_counter_unlocked_sum {
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
  int sum(bool locked) {
    int views = 0;
    for (Shard& shard : shards) {
      if (locked) {
        Lock hold(shard.mu);
        views += shard.views.read();
      } else {
        views += shard.views.read();
      }
    }
    return views;
  }
};

void draw_graph(bool locked) {
  auto* counter = make<Counter>();
  auto* visitors = make<WaitGroup>();
  for (std::size_t page = 0; page < 2; ++page) visitors->go([=] { counter->add(page); });
  check(counter->sum(locked) <= 2, "no view is counted twice");
  visitors->wait();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/sharded_counter_unlocked_sum",
    .story =
        "Views are added under the lock of their shard, but the sum is only meant for a graph and "
        "reads the shards without locks.",
    .tags = "pattern mutex sharding",
    .expect = {Kind::data_race},
    .body = [] { draw_graph(false); },
    .fixed = [] { draw_graph(true); },
};

}  // namespace heddle::scenarios::patterns::sharded_counter_unlocked_sum
