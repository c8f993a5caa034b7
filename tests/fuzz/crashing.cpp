// A scenario that kills its process as the first byte of its data says, from within a goroutine.

#include <heddle/fuzz.h>
#include <heddle/goroutine.h>
#include <heddle/time.h>

#include <cstdint>
#include <cstdlib>
#include <span>

namespace heddle::crashing {
namespace {

volatile int sink = 0;
volatile int deepest = 1 << 30;

// Deeper than any stack; each frame is touched, and none can be left out.
int deeper(int depth) {  // NOLINT(misc-no-recursion)
  volatile char frame[512] = {};
  frame[static_cast<std::size_t>(depth) % sizeof frame] = 1;
  const int below = depth == deepest ? 0 : deeper(depth + 1);
  return below + frame[0];
}

void die(std::uint8_t how) {
  if (how == 'n') *static_cast<volatile int*>(nullptr) = 1;
  if (how == 's') sink = deeper(0);
  if (how == 'a') std::abort();
}

void body() {
  const std::span<const std::uint8_t> input = fuzz_input(1);
  if (input.empty()) return;
  go("dies", [how = input[0]] { die(how); });
}

}  // namespace

extern const Scenario scenario;
constinit const Scenario scenario{.name = "crashing", .body = body};

}  // namespace heddle::crashing
