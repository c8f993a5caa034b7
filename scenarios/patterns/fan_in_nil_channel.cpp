#include <heddle/heddle.h>

#include <optional>

namespace heddle::scenarios::patterns::fan_in_nil_channel {
namespace {

void publish(SendChan<int> feed, int first) {
  feed.send(first);
  feed.send(first + 1);
  feed.close();
}

void merge(RecvChan<int> local, RecvChan<int> world, SendChan<int> out) {
  std::optional<int> item;
  while (!local.is_nil() || !world.is_nil()) {
    const int feed = select({local.on_recv(item), world.on_recv(item)});
    if (item) {
      out.send(*item);
    } else {
      (feed == 0 ? local : world) = RecvChan<int>{};
    }
  }
  out.close();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/fan_in_nil_channel",
    .story =
        "Two feeds of news are merged with select. A feed that has ended is set to nil, which "
        "takes its case out of the select; the merge ends when both are nil.",
    .tags = "pattern channel select fan-in nil-channel",
    .body =
        [] {
          Chan<int> local = make_chan<int>();
          Chan<int> world = make_chan<int>();
          Chan<int> front_page = make_chan<int>();
          go("local", [=] { publish(local, 10); });
          go("world", [=] { publish(world, 20); });
          go("merge", [=] { merge(local, world, front_page); });
          int last_local = 0;
          int last_world = 0;
          int items = 0;
          for (int item : front_page) {
            int& last = item < 20 ? last_local : last_world;
            check(item > last, "each feed keeps its order");
            last = item;
            ++items;
          }
          check(items == 4, "no item is lost");
        },
};

}  // namespace heddle::scenarios::patterns::fan_in_nil_channel
