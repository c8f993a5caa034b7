#include "core/lock_history.h"

#include <algorithm>

namespace heddle::viewer {

void LockHistory::show_waiters(std::uint32_t step) {
  // Who could take it is not waiting: readers beside readers, anybody when it is free.
  std::int32_t count = 0;
  for (const Wish& wish : wishes_) {
    if (holder_.latest() != 0 || (wish.exclusive && readers_.latest() != 0)) ++count;
  }
  waiters_.set(step, count);
}

void LockHistory::taken(std::uint32_t event, std::uint32_t goroutine, bool shared) {
  if (holds_.size() % snapshot_every == 0) snapshots_.push_back(open_);
  open_.push_back(static_cast<std::uint32_t>(holds_.size()));
  holds_.push_back({goroutine, shared, event, 0});
  if (shared) {
    readers_.add(event, 1);
  } else {
    holder_.set(event, static_cast<std::int32_t>(goroutine));
  }
  not_wanted(event, goroutine);
}

void LockHistory::given_up(std::uint32_t event, std::uint32_t goroutine, bool shared) {
  // Anybody may release; who holds it releases its own hold.
  auto found = std::find_if(open_.begin(), open_.end(), [&](std::uint32_t index) {
    return holds_[index].goroutine == goroutine && holds_[index].shared == shared;
  });
  if (found == open_.end()) {
    found = std::find_if(open_.begin(), open_.end(),
                         [&](std::uint32_t index) { return holds_[index].shared == shared; });
  }
  if (found == open_.end()) return;
  holds_[*found].to = event;
  open_.erase(found);
  if (shared) {
    readers_.add(event, -1);
  } else {
    holder_.set(event, 0);
  }
  show_waiters(event);
}

void LockHistory::wanted(std::uint32_t step, std::uint32_t goroutine, bool exclusive) {
  wishes_.push_back({goroutine, exclusive});
  show_waiters(step);
}

void LockHistory::not_wanted(std::uint32_t step, std::uint32_t goroutine) {
  std::erase_if(wishes_, [&](const Wish& wish) { return wish.goroutine == goroutine; });
  show_waiters(step);
}

void LockHistory::finish() {
  holder_.finish();
  readers_.finish();
  waiters_.finish();
  holds_.shrink_to_fit();
  open_ = {};
  wishes_ = {};
}

std::vector<std::size_t> LockHistory::held_by(std::uint32_t step) const {
  const auto end = static_cast<std::size_t>(
      std::upper_bound(holds_.begin(), holds_.end(), step,
                       [](std::uint32_t at, const Hold& hold) { return at < hold.from; }) -
      holds_.begin());
  std::vector<std::size_t> found;
  if (end == 0) return found;
  const std::size_t snapshot = (end - 1) / snapshot_every;
  const auto look = [&](std::size_t index) {
    if (holds_[index].to == 0 || holds_[index].to > step) found.push_back(index);
  };
  for (const std::uint32_t index : snapshots_[snapshot]) look(index);
  for (std::size_t index = snapshot * snapshot_every; index < end; ++index) look(index);
  return found;
}

std::size_t LockHistory::bytes() const {
  return holds_.capacity() * sizeof(Hold) +
         (holder_.changes() + readers_.changes() + waiters_.changes()) * 9;
}

}  // namespace heddle::viewer
