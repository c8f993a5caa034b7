#include <heddle/heddle.h>

namespace heddle::scenarios::channels::each_closes {
namespace {

// Offers of several shops come through one channel.
struct Offers {
  Chan<int> prices = make_chan<int>(2);
  Atomic<int> shops{2};

  void offer_and_close(int price) {
    prices.send(price);
    prices.close();
  }
  void offer_and_close_if_last(int price) {
    prices.send(price);
    if (shops.add(-1) == 0) prices.close();
  }
  int cheapest() {
    int best = 1000;
    for (const int price : prices) best = price < best ? price : best;
    return best;
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "channels/each_closes",
    .story =
        "Two shops send their prices into one channel, and each closes it when it is through. "
        "The other one then sends into a closed channel, or closes it a second time.",
    .tags = "channel fan-in",
    .expect = {Kind::send_on_closed, Kind::double_close, Kind::channel_race},
    .body =
        [] {
          auto* offers = make<Offers>();
          go("shop", [=] { offers->offer_and_close(30); });
          go("shop", [=] { offers->offer_and_close(20); });
          log(offers->cheapest() == 20 ? "the best price" : "an offer is missing");
        },
    .fixed =
        [] {
          auto* offers = make<Offers>();
          go("shop", [=] { offers->offer_and_close_if_last(30); });
          go("shop", [=] { offers->offer_and_close_if_last(20); });
          check(offers->cheapest() == 20, "all offers are compared");
        },
};

}  // namespace heddle::scenarios::channels::each_closes
