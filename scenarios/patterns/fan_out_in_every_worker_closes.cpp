#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::fan_out_in_every_worker_closes {
namespace {

constexpr int parcels = 2;

void deliver(bool last_one_closes) {
  Chan<int> depot = make_chan<int>(parcels);
  for (int parcel = 0; parcel < parcels; ++parcel) depot.send(parcel);
  depot.close();
  Chan<int> receipts = make_chan<int>();
  auto* on_the_road = make<Atomic<int>>(2);
  for (int courier = 0; courier < 2; ++courier) {
    go("courier", [=] {
      for (int parcel : depot) receipts.send(parcel);
      if (!last_one_closes || on_the_road->add(-1) == 0) receipts.close();
    });
  }
  int received = 0;
  while (receipts.recv()) ++received;
  check(received == parcels, "each parcel is delivered");
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/fan_out_in_every_worker_closes",
    .story =
        "Each courier closes the channel of receipts when the depot is empty. The second one "
        "closes a closed channel, or his receipt comes too late for it.",
    .tags = "pattern channel fan-out fan-in close",
    .expect = {Kind::double_close, Kind::send_on_closed, Kind::channel_race, Kind::check_failed},
    .body = [] { deliver(false); },
    .fixed = [] { deliver(true); },
};

}  // namespace heddle::scenarios::patterns::fan_out_in_every_worker_closes
