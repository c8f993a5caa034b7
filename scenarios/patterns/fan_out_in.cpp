#include <heddle/heddle.h>

#include <array>
#include <cstddef>

namespace heddle::scenarios::patterns::fan_out_in {
namespace {

constexpr int parcels = 3;

struct Receipt {
  int courier = 0;
  int parcel = 0;
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/fan_out_in",
    .story =
        "One channel of parcels is shared by two couriers (fan-out), whose receipts meet in one "
        "channel (fan-in). The receipts are closed once, when both couriers are back.",
    .tags = "pattern channel waitgroup fan-out fan-in",
    .body =
        [] {
          Chan<int> depot = make_chan<int>(parcels);
          for (int parcel = 0; parcel < parcels; ++parcel) depot.send(parcel);
          depot.close();
          Chan<Receipt> receipts = make_chan<Receipt>();
          auto* couriers = make<WaitGroup>();
          for (int courier = 0; courier < 2; ++courier) {
            couriers->go([=] {
              for (int parcel : depot) receipts.send({.courier = courier, .parcel = parcel});
            });
          }
          go("closer", [=] {
            couriers->wait();
            receipts.close();
          });
          std::array<int, parcels> delivered{};
          for (Receipt receipt : receipts) ++delivered[static_cast<std::size_t>(receipt.parcel)];
          for (int times : delivered) check(times == 1, "each parcel is delivered once");
        },
};

}  // namespace heddle::scenarios::patterns::fan_out_in
