#include <heddle/heddle.h>

#include <array>

namespace heddle::scenarios::patterns::ring_buffer {
namespace {

constexpr unsigned places = 2;
constexpr int samples = 3;

struct Ring {
  std::array<Var<int>, places> place;
  Atomic<unsigned> written;
  Atomic<unsigned> taken;

  void put(int sample) {
    const unsigned at = written.load();
    while (at - taken.load() == places) yield();
    place[at % places].write(sample);
    written.store(at + 1);
  }
  int take() {
    const unsigned at = taken.load();
    while (written.load() == at) yield();
    const int sample = place[at % places].read();
    taken.store(at + 1);
    return sample;
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/ring_buffer",
    .story =
        "A ring of two samples between one producer and one consumer, without a lock. Each side "
        "writes its own position only, and moves it when it is done with the place.",
    .tags = "pattern atomic lock-free ring-buffer",
    .body =
        [] {
          auto* ring = make<Ring>();
          go("microphone", [=] {
            for (int sample = 1; sample <= samples; ++sample) ring->put(sample);
          });
          for (int sample = 1; sample <= samples; ++sample) {
            check(ring->take() == sample, "samples come complete and in order");
          }
        },
};

}  // namespace heddle::scenarios::patterns::ring_buffer
