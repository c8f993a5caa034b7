#include <heddle/fuzz.h>
#include <heddle/panic.h>

#include "engine/input_draw.h"
#include "engine/run.h"

namespace heddle {
namespace {

// For as long as the bytes are drawn.
class Drawing {
 public:
  Drawing() noexcept { engine::drawing_input = true; }
  ~Drawing() { engine::drawing_input = false; }
  Drawing(const Drawing&) = delete;
  Drawing& operator=(const Drawing&) = delete;
};

}  // namespace

std::span<const std::uint8_t> fuzz_input(std::size_t most, Here at) {
  engine::Run& run = engine::Run::here(at);
  if (most >= engine::decision_value_max) panic("fuzz_input: at most 2^28 - 2 bytes", at);
  const Drawing drawing;
  const std::uint32_t size =
      run.choose(engine::DecisionKind::choice, static_cast<std::uint32_t>(most + 1));
  auto* const bytes = static_cast<std::uint8_t*>(run.program_memory().take(size + 1, 1));
  for (std::uint32_t i = 0; i < size; i += 8) {
    const std::uint64_t bits = run.random_bits();
    for (std::uint32_t k = i; k < size && k < i + 8; ++k) {
      bytes[k] = static_cast<std::uint8_t>(bits >> (8 * (k - i)));
    }
  }
  return {bytes, size};
}

}  // namespace heddle
