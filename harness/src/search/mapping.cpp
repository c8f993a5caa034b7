#include "search/mapping.h"

#include <sys/mman.h>

#include <algorithm>
#include <utility>

#include "engine/run.h"

namespace heddle::search {
namespace {

// A step asks for at most one goroutine and one value, and each random_u64 is three entries.
constexpr std::uint64_t entries_per_step = 4;
constexpr std::uint64_t entries_min = 1 << 16;
constexpr std::uint64_t entries_max = 1ULL << 26;

}  // namespace

Mapping::Mapping(std::size_t bytes) : bytes_(bytes) {
  memory_ = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE,
                 -1, 0);
  engine::ensure(memory_ != MAP_FAILED, "no address space for shared memory");
}

Mapping::~Mapping() {
  if (memory_ != nullptr) munmap(memory_, bytes_);
}

Mapping::Mapping(Mapping&& other) noexcept
    : memory_(std::exchange(other.memory_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}

Mapping& Mapping::operator=(Mapping&& other) noexcept {
  std::swap(memory_, other.memory_);
  std::swap(bytes_, other.bytes_);
  return *this;
}

SharedLog::SharedLog(const engine::Program& program)
    : capacity_(std::clamp(std::min(program.limits.steps, entries_max) * entries_per_step,
                           entries_min, entries_max)),
      mapping_(engine::DecisionLog::bytes_for(capacity_)) {}

engine::DecisionLog SharedLog::log() const noexcept {
  return {static_cast<engine::DecisionLog::Memory*>(mapping_.memory()), capacity_};
}

}  // namespace heddle::search
