#include <heddle/heddle.h>

#include <array>
#include <cstddef>

namespace heddle::scenarios::patterns::sharded_counter_lost_on_reset {
namespace {

struct Counter {
  std::array<Atomic<int>, 2> shards;

  int collect(bool in_one_step) {
    int views = 0;
    for (Atomic<int>& shard : shards) {
      if (in_one_step) {
        views += shard.swap(0);
      } else {
        views += shard.load();
        shard.store(0);
      }
    }
    return views;
  }
};

void count_views(bool in_one_step) {
  auto* counter = make<Counter>();
  auto* visitors = make<WaitGroup>();
  for (std::size_t visitor = 0; visitor < 2; ++visitor) {
    visitors->go([=] { counter->shards[visitor].add(1); });
  }
  const int this_minute = counter->collect(in_one_step);
  visitors->wait();
  const int next_minute = counter->collect(in_one_step);
  check(this_minute + next_minute == 2, "every view is in one of the minutes");
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/sharded_counter_lost_on_reset",
    .story =
        "Once a minute the shards are added up and set back to zero: a load, then a store. A view "
        "that is counted between the two is in no minute at all.",
    .tags = "pattern atomic sharding check-then-act",
    .expect = {Kind::check_failed},
    .body = [] { count_views(false); },
    .fixed = [] { count_views(true); },
};

}  // namespace heddle::scenarios::patterns::sharded_counter_lost_on_reset
