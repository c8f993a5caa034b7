#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::fan_out_in_counted_too_late {
namespace {

void deliver(bool count_first) {
  Chan<int> receipts = make_chan<int>(2);
  auto* couriers = make<WaitGroup>();
  for (int courier = 0; courier < 2; ++courier) {
    if (count_first) couriers->add(1);
    go("courier", [=] {
      if (!count_first) couriers->add(1);
      receipts.send(courier);
      couriers->done();
    });
  }
  couriers->wait();
  receipts.close();
  int received = 0;
  while (receipts.recv()) ++received;
  check(received == 2, "each courier hands in a receipt");
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/fan_out_in_counted_too_late",
    .story =
        "Each courier counts himself when he starts to run. The closer may come first, finds that "
        "nobody is on the road, and closes the channel in which the couriers are about to put "
        "their receipts.",
    .tags = "pattern channel waitgroup fan-out fan-in",
    .expect = {Kind::send_on_closed, Kind::channel_race, Kind::waitgroup_misuse,
               Kind::check_failed},
    .body = [] { deliver(false); },
    .fixed = [] { deliver(true); },
};

}  // namespace heddle::scenarios::patterns::fan_out_in_counted_too_late
