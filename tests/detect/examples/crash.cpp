#include "examples.h"

namespace heddle::examples {

int* volatile nowhere = nullptr;

[[gnu::noinline]] void write_nowhere() { *nowhere = 1; }

constinit const Scenario crash{
    .name = "crash",
    .expect = {Kind::crash},
    .body =
        [] {
          auto* ready = make<Atomic<int>>();
          go("opener", [=] { ready->store(1); });
          go("reader", [=] {
            if (ready->load() == 0) write_nowhere();
          });
        },
};

}  // namespace heddle::examples
