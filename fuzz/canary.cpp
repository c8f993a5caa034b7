#include <heddle/atomic.h>
#include <heddle/check.h>
#include <heddle/fuzz.h>
#include <heddle/goroutine.h>
#include <heddle/make.h>

#include <cstdint>
#include <span>

namespace heddle::fuzz {
namespace {

// Needs a byte of data and an order that chance meets once in some hundred runs: a fuzzer that does
// not find it within two hundred thousand runs is broken.
void body() {
  const std::span<const std::uint8_t> input = fuzz_input(16);
  struct Cells {
    Atomic<int> first{0};
    Atomic<int> second{0};
  };
  auto& cells = *make<Cells>();
  for (int i = 0; i < 8; ++i) {
    go("sets", [&cells] {
      cells.first.store(1);
      cells.second.store(1);
    });
  }
  go("looks", [&cells, input] {
    const bool set = cells.first.load() == 1;
    const bool both = cells.second.load() == 1;
    check(!set || both || input.empty() || input[0] != 'h', "the canary sings");
  });
}

}  // namespace

extern const Scenario canary;
constinit const Scenario canary{.name = "canary",
                                .story = "Found by every fuzzer that works.",
                                .expect = {Kind::check_failed},
                                .body = body};

}  // namespace heddle::fuzz
