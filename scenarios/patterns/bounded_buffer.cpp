#include <heddle/heddle.h>

#include <array>
#include <cstddef>

namespace heddle::scenarios::patterns::bounded_buffer {
namespace {

constexpr int places = 2;
constexpr int loaves = 3;

struct Shelf {
  Mutex mu;
  Cond not_full{mu};
  Cond not_empty{mu};
  Var<int> filled{0};
  Var<int> first{0};
  std::array<Var<int>, places> place;

  void put(int loaf) {
    Lock hold(mu);
    while (filled.read() == places) not_full.wait();
    const int taken = first.read();
    place[static_cast<std::size_t>((taken + filled.read()) % places)].write(loaf);
    filled.update([](int& n) { ++n; });
    not_empty.signal();
  }
  int take() {
    Lock hold(mu);
    while (filled.read() == 0) not_empty.wait();
    const int loaf = place[static_cast<std::size_t>(first.read())].read();
    first.update([](int& n) { n = (n + 1) % places; });
    filled.update([](int& n) { --n; });
    not_full.signal();
    return loaf;
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/bounded_buffer",
    .story =
        "A ring of two places between a producer and two consumers, under one mutex with two "
        "conditions. Whoever waits looks again after waking up, as somebody else may have been "
        "faster.",
    .tags = "pattern mutex cond producer-consumer",
    .body =
        [] {
          auto* shelf = make<Shelf>();
          auto* customers = make<WaitGroup>();
          auto* sold = make<Atomic<int>>(0);
          customers->go([=] { sold->add(shelf->take()); });
          customers->go([=] {
            const int earlier = shelf->take();
            const int later = shelf->take();
            check(earlier < later, "loaves leave in the order in which they came");
            sold->add(earlier + later);
          });
          for (int loaf = 1; loaf <= loaves; ++loaf) shelf->put(loaf);
          customers->wait();
          check(sold->load() == 1 + 2 + 3, "each loaf is sold once");
        },
};

}  // namespace heddle::scenarios::patterns::bounded_buffer
