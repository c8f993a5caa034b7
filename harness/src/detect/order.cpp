#include "detect/order.h"

#include "detect/holds.h"

namespace heddle::detect {

Order::Order(const trace::Trace& trace) : trace_(trace) {
  previous_.resize(trace.events.size() + 1);
  seen_.resize(trace.events.size() + 1);
  leads_on_.resize(trace.events.size() + 1);
  for (const std::uint32_t event : trace.edges) {
    if (event < leads_on_.size()) leads_on_[event] = 1;
  }
  std::vector<std::uint32_t> latest(trace.goroutines.size() + 1);
  for (const trace::Event& event : trace.events) {
    if (event.goroutine >= latest.size()) continue;
    // The clock's events have no order of their own.
    if (event.goroutine != 0) previous_[event.number] = latest[event.goroutine];
    latest[event.goroutine] = event.number;
  }
}

bool Order::before(std::uint64_t event, std::uint64_t other, bool locks) const {
  if (event == 0 || other >= previous_.size()) return false;
  // Backwards from the later one; nothing before the earlier one can lead to it.
  ++question_;
  open_.clear();
  open_.push_back(static_cast<std::uint32_t>(other));
  while (!open_.empty()) {
    const std::uint32_t at = open_.back();
    open_.pop_back();
    if (at == event) return at != other;
    if (at < event || seen_[at] == question_) continue;
    seen_[at] = question_;
    open_.push_back(previous_[at]);
    const trace::Event& reached = trace_.events[at - 1];
    if (!locks && lock_step(reached.kind) != LockStep::none) continue;
    for (std::uint32_t i = 0; i < reached.edge_count; ++i) {
      open_.push_back(trace_.edges[reached.edges + i]);
    }
  }
  return false;
}

}  // namespace heddle::detect
