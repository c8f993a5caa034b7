#include <heddle/heddle.h>

#include <array>

namespace heddle::scenarios::patterns::ring_buffer_published_early {
namespace {

constexpr unsigned places = 2;

struct Ring {
  std::array<Var<int>, places> place;
  Atomic<unsigned> written;

  void put(int sample, bool fill_first) {
    const unsigned at = written.load();
    if (fill_first) place[at % places].write(sample);
    written.store(at + 1);
    if (!fill_first) place[at % places].write(sample);
  }
  int take(unsigned at) {
    while (written.load() == at) yield();
    return place[at % places].read();
  }
};

void record(bool fill_first) {
  auto* ring = make<Ring>();
  auto* microphone = make<WaitGroup>();
  microphone->go([=] {
    ring->put(1, fill_first);
    ring->put(2, fill_first);
  });
  check(ring->take(0) == 1, "samples come complete");
  check(ring->take(1) == 2, "samples come in order");
  microphone->wait();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/ring_buffer_published_early",
    .story =
        "The producer moves its position first and then fills the place. The consumer sees the new "
        "position and reads a place that is not filled yet.",
    .tags = "pattern atomic lock-free ring-buffer publication",
    .expect = {Kind::data_race},
    .body = [] { record(false); },
    .fixed = [] { record(true); },
};

}  // namespace heddle::scenarios::patterns::ring_buffer_published_early
