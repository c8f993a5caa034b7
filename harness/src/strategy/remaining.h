#pragma once

#include <cstdint>
#include <vector>

#include "engine/strategy.h"
#include "strategy/profile.h"

namespace heddle::strategy {

// How many operations of some set each goroutine of a run still has before it, by the profile. What
// a goroutine that does not exist yet has to do counts for the one that will start it.
class Remaining {
 public:
  // The set: operations on this object; 0: all.
  void begin_run(const Profile& profile, std::uint64_t object) {
    profile_ = &profile;
    profile.weigh(object, weights_);
    left_.clear();
  }
  // Every goroutine passes here in the order of the ordinals.
  void spawned(const engine::Goroutine& goroutine) {
    if (left_.size() <= goroutine.ordinal) left_.resize(goroutine.ordinal + 1, 0);
    const std::uint32_t known = profile_->goroutine_of(goroutine.identity);
    const std::uint32_t own = known == Profile::none ? 0 : weights_[known];
    left_[goroutine.ordinal] = own;
    if (goroutine.creator == nullptr) return;
    std::uint32_t& creators = left_[goroutine.creator->ordinal];
    creators -= creators < own ? creators : own;
  }
  void performed(const engine::Goroutine& goroutine) noexcept {
    std::uint32_t& left = left_[goroutine.ordinal];
    if (left != 0) --left;
  }
  std::uint32_t operator[](const engine::Goroutine& goroutine) const noexcept {
    return left_[goroutine.ordinal];
  }

 private:
  const Profile* profile_ = nullptr;
  std::vector<std::uint32_t> weights_;  // by the profile's goroutines
  std::vector<std::uint32_t> left_;     // by ordinal
};

}  // namespace heddle::strategy
