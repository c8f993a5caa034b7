#include "core/channel_history.h"

#include <algorithm>

namespace heddle::viewer {

void ChannelHistory::show_level(std::uint32_t step) {
  level_.set(step, static_cast<std::int32_t>(buffer_.size()));
}

void ChannelHistory::sender_waits(std::uint32_t event, std::uint32_t goroutine) {
  queue_.push_back({event, goroutine});
}

void ChannelHistory::sender_left(std::uint32_t goroutine) {
  std::erase_if(queue_, [&](const Waiting& waiting) { return waiting.goroutine == goroutine; });
}

void ChannelHistory::sent(std::uint32_t event, std::uint32_t receive) {
  const auto index = static_cast<std::uint32_t>(transfers_.size());
  // An unbuffered send that does not wait was met by a receiver, even one that never ran again.
  const bool direct = receive != 0 || capacity_ == 0;
  transfers_.push_back({event, event, direct ? event : 0, receive});
  if (direct) return;
  buffer_.push_back(index);
  buffered_.push_back(index);
  show_level(event);
}

void ChannelHistory::received(std::uint32_t event, std::uint32_t freed, std::uint32_t offered) {
  // The sender that has waited longest moves up, also one that never ran again.
  if (freed == 0 && !queue_.empty() && (capacity_ == 0 || buffer_.size() >= capacity_)) {
    freed = queue_.front().goroutine;
    offered = queue_.front().event;
  }
  const bool had = !buffer_.empty();
  if (had) {
    transfers_[buffer_.front()].left = event;
    transfers_[buffer_.front()].receive = event;
    buffer_.pop_front();
  }
  if (freed != 0) {
    const auto index = static_cast<std::uint32_t>(transfers_.size());
    transfers_.push_back({offered, event, had ? 0 : event, had ? 0 : event});
    if (had) {
      buffer_.push_back(index);
      buffered_.push_back(index);
    }
    sender_left(freed);
  }
  show_level(event);
}

void ChannelHistory::closed(std::uint32_t event) {
  if (closed_at_ == 0) closed_at_ = event;
}

void ChannelHistory::finish() {
  level_.finish();
  senders_.finish();
  receivers_.finish();
  transfers_.shrink_to_fit();
  buffered_.shrink_to_fit();
  buffer_ = {};
  queue_ = {};
}

std::vector<std::size_t> ChannelHistory::contents(std::uint32_t step) const {
  // First in, first out: what is inside at a step is a run of neighbours.
  const auto end = std::upper_bound(
      buffered_.begin(), buffered_.end(), step,
      [this](std::uint32_t at, std::uint32_t index) { return at < transfers_[index].entered; });
  const auto length = std::min<std::ptrdiff_t>(level_.at(step), end - buffered_.begin());
  return {end - length, end};
}

std::size_t ChannelHistory::bytes() const {
  return transfers_.capacity() * sizeof(Transfer) + buffered_.capacity() * sizeof(std::uint32_t) +
         (level_.changes() + senders_.changes() + receivers_.changes()) * 9;
}

}  // namespace heddle::viewer
