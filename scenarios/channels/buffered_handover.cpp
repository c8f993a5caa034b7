#include <heddle/heddle.h>

#include <optional>

namespace heddle::scenarios::channels::buffered_handover {
namespace {

struct Cashier {
  Chan<int> payments = make_chan<int>();
  Chan<Unit> quit;
  Var<int> total{0};

  void work() {
    std::optional<int> amount;
    while (select({payments.on_recv(amount), quit.on_recv()}) == 0) {
      total.write(total.read() + *amount);
    }
  }
};

void close_shop(int quit_buffer) {
  auto* cashier = make<Cashier>();
  cashier->quit = make_chan<Unit>(quit_buffer);
  go("cashier", [=] { cashier->work(); });
  cashier->payments.send(20);
  cashier->quit.send({});
  check(cashier->total.read() == 20, "the till holds what was paid");
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "channels/buffered_handover",
    .story =
        "A shop tells its cashier to stop and counts the till, as if the send returned when the "
        "cashier has heard it. With a buffer it returns at once, and the last payment may not "
        "be in the till yet.",
    .tags = "channel buffer select",
    .expect = {Kind::data_race, Kind::check_failed},
    .body = [] { close_shop(1); },
    .fixed = [] { close_shop(0); },
};

}  // namespace heddle::scenarios::channels::buffered_handover
