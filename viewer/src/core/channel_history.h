#pragma once

// A channel over a run: how full its buffer is, who waits at either end, and which value went from
// which send to which receive.
//
// The trace tells each completed operation, in order. Who was served while it waited follows from
// the edges; of a select the trace does not say whether it sent or received, which follows from the
// state it met.

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include "core/step_function.h"

namespace heddle::viewer {

// A value on its way.
struct Transfer {
  std::uint32_t send = 0;     // the event that offered it; 0: the clock's
  std::uint32_t entered = 0;  // the step at which it left its sender
  std::uint32_t left = 0;     // the step at which a receiver had it; 0: it stayed in the buffer
  std::uint32_t receive = 0;  // the event that completed the receive; 0: none
};

class ChannelHistory {
 public:
  explicit ChannelHistory(std::uint32_t capacity) : capacity_(capacity) {}

  [[nodiscard]] std::uint32_t capacity() const { return capacity_; }
  [[nodiscard]] const StepFunction& level() const { return level_; }
  [[nodiscard]] const StepFunction& senders() const { return senders_; }
  [[nodiscard]] const StepFunction& receivers() const { return receivers_; }
  [[nodiscard]] std::uint32_t closed_at() const { return closed_at_; }  // 0: never
  // In the order in which the values left their senders.
  [[nodiscard]] const std::vector<Transfer>& transfers() const { return transfers_; }
  // The values in the buffer at a step, oldest first: indices into transfers().
  [[nodiscard]] std::vector<std::size_t> contents(std::uint32_t step) const;
  [[nodiscard]] std::size_t bytes() const;

  // --- building, event by event ---

  // A sender begins to wait with its value.
  void sender_waits(std::uint32_t event, std::uint32_t goroutine);
  // A send that did not wait; `receive` is the event of a receiver that waited for it, or 0.
  void sent(std::uint32_t event, std::uint32_t receive);
  // A receive that did not wait. `freed` is the goroutine of a sender that waited and now goes on,
  // or 0; `offered` the event with which that one began to wait.
  void received(std::uint32_t event, std::uint32_t freed, std::uint32_t offered);
  // A goroutine that waited to send has gone on.
  void sender_left(std::uint32_t goroutine);
  void closed(std::uint32_t event);
  // Whether an operation that did not wait, of a direction that is not known, was a receive.
  // `source` tells whether the event has an edge from another one.
  template <class HasEdgeFrom>
  [[nodiscard]] bool looks_like_receive(const HasEdgeFrom& source) const {
    if (closed_at_ != 0 || !queue_.empty()) return true;
    if (buffer_.empty()) return false;
    return buffer_.size() >= capacity_ || source(transfers_[buffer_.front()].send);
  }
  StepFunction& senders() { return senders_; }
  StepFunction& receivers() { return receivers_; }
  void finish();

 private:
  struct Waiting {
    std::uint32_t event;
    std::uint32_t goroutine;
  };
  void show_level(std::uint32_t step);

  std::uint32_t capacity_;
  StepFunction level_;
  StepFunction senders_;
  StepFunction receivers_;
  std::uint32_t closed_at_ = 0;
  std::vector<Transfer> transfers_;
  std::vector<std::uint32_t> buffered_;  // indices of transfers that went through the buffer
  std::deque<std::uint32_t> buffer_;     // indices of transfers
  std::deque<Waiting> queue_;            // plain senders that wait
};

}  // namespace heddle::viewer
