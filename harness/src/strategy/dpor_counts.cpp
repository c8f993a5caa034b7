#include "strategy/dpor_counts.h"

namespace heddle::strategy::dpor {

bool Counts::may_go_below_zero(const Path& path, std::uint32_t object) {
  adds_.clear();
  dones_.clear();
  payments_.clear();
  path.for_each(object, [&](const Access& access, std::uint32_t step) {
    if ((access.notes & Access::counts_up) != 0) adds_.push_back({step, path[step].units});
    if ((access.notes & Access::counts_down) != 0) dones_.push_back({step, path[step].units});
  });
  for (std::uint32_t done = 0; done < dones_.size(); ++done) {
    for (std::uint32_t unit = 0; unit < dones_[done].left; ++unit) {
      tried_.assign(adds_.size(), false);
      if (!pay(path, done)) return true;
    }
  }
  return false;
}

// Finds a unit for a done, if need be by having others paid by another add.
bool Counts::pay(const Path& path, std::uint32_t done) {
  for (std::uint32_t add = 0; add < adds_.size(); ++add) {
    if (tried_[add] || !path.ordered(adds_[add].step, dones_[done].step)) continue;
    tried_[add] = true;
    if (adds_[add].left != 0) {
      --adds_[add].left;
      payments_.push_back({done, add});
      return true;
    }
    for (std::size_t i = 0; i < payments_.size(); ++i) {
      if (payments_[i].add != add || !pay(path, payments_[i].done)) continue;
      // The other one has a second payment now, at the end.
      payments_[i] = {done, add};
      return true;
    }
  }
  return false;
}

}  // namespace heddle::strategy::dpor
