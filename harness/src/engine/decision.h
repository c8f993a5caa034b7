#pragma once

#include <cstdint>

namespace heddle::engine {

// A place where the run could have gone on in more than one way, and which way it took.
enum class DecisionKind : std::uint8_t {
  goroutine,    // value: ordinal of who goes next; 0: the clock (an early firing)
  select_case,  // value: index of the ready case
  timer,        // value: index among the timers with equal deadlines, oldest first
  waiter,       // value: place in a wait queue (scenarios with channel_queue_fifo = false)
  choice,       // value: of choose(n)
  random_low,   // value: bits 0-27, 28-55, 56-63 of random_u64
  random_middle,
  random_high,
};

inline constexpr unsigned decision_kind_count = 8;
inline constexpr std::uint32_t decision_value_max = (1U << 28) - 1;

struct Decision {
  DecisionKind kind;
  std::uint32_t value;

  constexpr std::uint32_t packed() const noexcept {
    return static_cast<std::uint32_t>(kind) << 28 | value;
  }
  static constexpr Decision unpacked(std::uint32_t bits) noexcept {
    return {static_cast<DecisionKind>(bits >> 28), bits & decision_value_max};
  }
  friend constexpr bool operator==(Decision, Decision) noexcept = default;
};

// The decisions of the current run, written before they are carried out. The memory may be shared
// with another process, which reads them when this one dies: entry first, then the count.
//
// Beside each decision stands a check: 32 bits of the running hash over all earlier decisions, who
// was ready and what they had announced. A replay compares it, so that it can name the first place
// where a run went differently.
class DecisionLog {
 public:
  struct Memory {
    std::uint64_t count;
    std::uint64_t entries[1];  // `capacity` of them: check in the upper half, decision in the lower
  };
  static constexpr std::uint64_t bytes_for(std::uint64_t capacity) noexcept {
    return sizeof(std::uint64_t) * (capacity + 1);
  }

  DecisionLog() noexcept = default;
  DecisionLog(Memory* memory, std::uint64_t capacity) noexcept
      : memory_(memory), capacity_(capacity) {}

  void clear() noexcept { set_count(0); }
  // False when it is full.
  bool append(Decision decision, std::uint32_t check) noexcept {
    const std::uint64_t n = memory_->count;
    if (n >= capacity_) return false;
    memory_->entries[n] = std::uint64_t{check} << 32 | decision.packed();
    set_count(n + 1);
    return true;
  }
  std::uint64_t size() const noexcept { return memory_->count; }
  Decision operator[](std::uint64_t i) const noexcept {
    return Decision::unpacked(static_cast<std::uint32_t>(memory_->entries[i]));
  }
  std::uint32_t check(std::uint64_t i) const noexcept {
    return static_cast<std::uint32_t>(memory_->entries[i] >> 32);
  }

 private:
  void set_count(std::uint64_t count) noexcept {
    // The compiler must not move the entry's store behind the count's: a killed process leaves
    // what it has stored in program order.
    __atomic_store_n(&memory_->count, count, __ATOMIC_RELEASE);
  }
  Memory* memory_ = nullptr;
  std::uint64_t capacity_ = 0;
};

}  // namespace heddle::engine
