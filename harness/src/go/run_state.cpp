#include <heddle/run_state.h>

#include "engine/run.h"

namespace heddle::detail {

std::uint64_t run_number() noexcept {
  const engine::Run* run = engine::Run::current();
  return run == nullptr ? 0 : run->number();
}

}  // namespace heddle::detail
