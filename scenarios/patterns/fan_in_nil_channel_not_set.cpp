#include <heddle/heddle.h>

#include <optional>

namespace heddle::scenarios::patterns::fan_in_nil_channel_not_set {
namespace {

RecvChan<int> feed_of(int first, int items) {
  Chan<int> feed = make_chan<int>(items);
  go("feed", [=] {
    for (int item = first; item < first + items; ++item) feed.send(item);
    feed.close();
  });
  return feed;
}

int count_items(bool take_out) {
  RecvChan<int> local = feed_of(10, 1);
  RecvChan<int> world = feed_of(20, 2);
  int items = 0;
  for (int ended = 0; ended < 2;) {
    std::optional<int> item;
    const int feed = select({local.on_recv(item), world.on_recv(item)});
    if (item) {
      ++items;
    } else {
      ++ended;
      if (take_out) (feed == 0 ? local : world) = RecvChan<int>{};
    }
  }
  return items;
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/fan_in_nil_channel_not_set",
    .story =
        "The merge counts the feeds that have ended, but leaves an ended feed in the select. The "
        "same feed, always ready, is counted twice, and what the other one still has is lost.",
    .tags = "pattern channel select fan-in nil-channel",
    .expect = {Kind::check_failed},
    .body = [] { check(count_items(false) == 3, "no item is lost"); },
    .fixed = [] { check(count_items(true) == 3, "no item is lost"); },
};

}  // namespace heddle::scenarios::patterns::fan_in_nil_channel_not_set
