#include <heddle/heddle.h>

#include <optional>

namespace heddle::scenarios::channels::zero_from_closed {
namespace {

// Exchange rates from a line that may be cut at any time.
struct Feed {
  Chan<int> rates = make_chan<int>();
  Chan<Unit> cut = make_chan<Unit>();

  void run() {
    Defer end([this] { rates.close(); });
    while (select({rates.on_send(108), cut.on_recv()}) == 0) log("rate told");
  }
};

void pay(bool closed_is_zero) {
  auto* feed = make<Feed>();
  go("feed", [=] { feed->run(); });
  go("line", [=] { feed->cut.close(); });
  const std::optional<int> told = feed->rates.recv();
  if (!told && !closed_is_zero) return;  // no rate, no business
  const int price = 50 * told.value_or(0);
  check(price > 0, "nothing is sold for nothing");
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "channels/zero_from_closed",
    .story =
        "A till asks for the exchange rate and multiplies. When the line is cut the channel is "
        "closed, a receive gives zero at once, and zero is taken for the rate.",
    .tags = "channel close zero-value",
    .expect = {Kind::check_failed},
    .body = [] { pay(true); },
    .fixed = [] { pay(false); },
};

}  // namespace heddle::scenarios::channels::zero_from_closed
