// dpor as it stands: how far it is, and what another process needs to go on.

#include <algorithm>

#include "strategy/dpor.h"
#include "strategy/flat_bytes.h"

namespace heddle::strategy {

// --- What is known ------------------------------------------------------------------------------

std::uint32_t Dpor::progress() const {
  if (!state_.started) return 0;
  constexpr std::uint64_t whole = std::uint64_t{1} << 40;
  std::uint64_t weight = whole;
  std::uint64_t done = 0;
  for (std::uint32_t i = state_.floor; i < places_.size() && weight != 0; ++i) {
    const Place& place = places_[i];
    const std::uint64_t branches =
        place.explored + trees_.branches(place.planned) + (i < path_.size() ? 1 : 0);
    if (branches == 0) continue;
    weight /= branches;
    done += weight * place.explored;
    if (i >= path_.size()) break;
    const std::size_t end = i + 1 < first_chosen_.size() ? first_chosen_[i + 1] : chosen_.size();
    for (std::size_t c = first_chosen_[i]; c < end; ++c) {
      if (chosen_[c].planned) continue;
      weight /= chosen_[c].n;
      done += weight * chosen_[c].value;
    }
  }
  return static_cast<std::uint32_t>(done / (whole / progress_whole));
}

// --- From worker to worker ----------------------------------------------------------------------

template <class Self, class Bytes>
void Dpor::exchange(Self& self, Bytes& bytes) {
  bytes(self.state_);
  self.touches_.exchange(bytes);
  self.values_.exchange(bytes);
  self.slots_.exchange(bytes);
  self.path_.exchange(bytes);
  self.trees_.exchange(bytes);
  bytes(self.places_);
  bytes(self.sleepers_);
  bytes(self.place_ready_);
  bytes(self.chosen_);
  bytes(self.first_chosen_);
  bytes(self.all_values_);
  bytes(self.races_);
  bytes(self.disarming_);
  bytes(self.ready_);
  bytes(self.makers_);
  bytes(self.trusted_);
  bytes(self.announced_);
  bytes(self.accesses_);
  bytes(self.cases_);
  bytes(self.select_fails_);
}

std::size_t Dpor::save(std::span<std::byte> room) const noexcept {
  // The same function reads and writes; here it only looks. But in the middle of a run the
  // goroutines can be asked only now.
  Dpor& self = const_cast<Dpor&>(*this);
  if (state_.in_run) self.collect_ready();
  BytesNeeded needed;
  exchange(self, needed);
  if (needed.bytes() > room.size()) return needed.bytes();
  BytesOut out(room.data());
  exchange(self, out);
  return needed.bytes();
}

void Dpor::resume(std::span<const std::byte> saved) {
  BytesIn in(saved.data());
  exchange(*this, in);
  std::fill(slot_of_.begin(), slot_of_.end(), dpor::clock_slot);
  // What was found out in this search is heeded from the next on.
  touches_.tell_waits_from_dones(state_.tells_waits && !state_.starts_over);
  touches_.order_counts(state_.orders_counts && !state_.starts_over);
  if (state_.in_run) conclude_dead_run();
}

// The run died, with the whole process: it counts as ended by its last step.
void Dpor::conclude_dead_run() {
  state_.in_run = false;
  if (state_.lost || state_.position <= state_.shared) return;
  ++state_.real;
  if (state_.blocked) return;
  close_step();
  if (bound_ >= 0) {
    conclude_bounded_run(true);
    return;
  }
  places_.back().ends_run = true;
  conclude_run();
  reverse_end(true);
  ++state_.classes;
}

}  // namespace heddle::strategy
