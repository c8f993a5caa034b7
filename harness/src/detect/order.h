#pragma once

// The order of a recorded run's events without what its locks did: what would still come before
// what if the locks had been taken in another order.

#include <heddle/trace/trace.h>

#include <cstdint>
#include <vector>

namespace heddle::detect {

class Order {
 public:
  explicit Order(const trace::Trace& trace);

  // Whether the event happens before the other one: by program order and by edges. Of the edges
  // into acquires of a Mutex or RWMutex only with `locks`.
  bool before(std::uint64_t event, std::uint64_t other, bool locks) const;
  // Whether an edge leaves from this event.
  bool leads_on(std::uint32_t event) const { return leads_on_[event] != 0; }

 private:
  const trace::Trace& trace_;
  std::vector<std::uint32_t> previous_;  // by event: the one before it of the same goroutine, or 0
  std::vector<char> leads_on_;           // by event
  mutable std::vector<std::uint32_t> seen_;  // by event: the question that has come by
  mutable std::vector<std::uint32_t> open_;
  mutable std::uint32_t question_ = 0;
};

}  // namespace heddle::detect
