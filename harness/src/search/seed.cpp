#include "search/seed.h"

#include <sys/random.h>

#include "engine/rng.h"
#include "search/campaign.h"

namespace heddle::search {

std::uint64_t drawn_seed() noexcept {
  std::uint64_t bits = 0;
  if (getrandom(&bits, sizeof bits, 0) != static_cast<ssize_t>(sizeof bits)) {
    bits = engine::mix(static_cast<std::uint64_t>(monotonic_ns()));
  }
  return bits % 1'000'000'000;
}

}  // namespace heddle::search
