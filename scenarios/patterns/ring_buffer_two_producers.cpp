#include <heddle/heddle.h>

#include <array>

namespace heddle::scenarios::patterns::ring_buffer_two_producers {
namespace {

constexpr unsigned places = 2;

struct Ring {
  Mutex producers;
  std::array<Var<int>, places> place;
  Atomic<unsigned> written;

  void put(int sample) {
    const unsigned at = written.load();
    place[at % places].write(sample);
    written.store(at + 1);
  }
  void put_in_turn(int sample) {
    Lock hold(producers);
    put(sample);
  }
};

void record(bool in_turn) {
  auto* ring = make<Ring>();
  auto* microphones = make<WaitGroup>();
  for (int sample = 1; sample <= 2; ++sample) {
    microphones->go([=] {
      if (in_turn) {
        ring->put_in_turn(sample);
      } else {
        ring->put(sample);
      }
    });
  }
  microphones->wait();
  const int first = ring->place[0].read();
  check(first + ring->place[1].read() == 3, "no sample is lost");
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/ring_buffer_two_producers",
    .story =
        "A ring made for one producer gets a second one. Both read the same position and write the "
        "same place; one of the samples is gone.",
    .tags = "pattern atomic lock-free ring-buffer",
    .expect = {Kind::data_race, Kind::check_failed},
    .body = [] { record(false); },
    .fixed = [] { record(true); },
};

}  // namespace heddle::scenarios::patterns::ring_buffer_two_producers
