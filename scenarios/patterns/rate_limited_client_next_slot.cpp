#include <heddle/heddle.h>

#include <array>
#include <cstddef>

namespace heddle::scenarios::patterns::rate_limited_client_next_slot {
namespace {

using namespace std::chrono_literals;

struct Client {
  Atomic<int> next_slot;
  std::array<Atomic<int>, 3> requests_in;

  int reserve(bool in_one_step) {
    if (in_one_step) return next_slot.add(1) - 1;
    const int slot = next_slot.load();
    next_slot.store(slot + 1);
    return slot;
  }
  void get(bool in_one_step) {
    const int slot = reserve(in_one_step);
    sleep(slot * 10ms);
    const int others = requests_in[static_cast<std::size_t>(slot)].add(1) - 1;
    check(others == 0, "one request is made in each slot");
  }
};

void make_requests(bool in_one_step) {
  auto* client = make<Client>();
  auto* callers = make<WaitGroup>();
  for (int caller = 0; caller < 2; ++caller) callers->go([=] { client->get(in_one_step); });
  callers->wait();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/rate_limited_client_next_slot",
    .story =
        "The client keeps the time of the next free slot, reads it, and writes back a later one. "
        "Two callers that read it together both take the same slot.",
    .tags = "pattern rate-limit atomic check-then-act",
    .expect = {Kind::check_failed},
    .body = [] { make_requests(false); },
    .fixed = [] { make_requests(true); },
};

}  // namespace heddle::scenarios::patterns::rate_limited_client_next_slot
