#include "strategy/dfs.h"

#include <cstring>

#include "strategy/order.h"

namespace heddle::strategy {
namespace {

engine::Goroutine* find(const engine::Choice& choice, std::uint32_t ordinal) noexcept {
  for (std::uint32_t i = 0; i < choice.count; ++i) {
    if (choice.ready[i]->ordinal == ordinal) return choice.ready[i];
  }
  return nullptr;
}

// The alternative that follows `taken`: first the current goroutine, then the others by ordinal.
engine::Goroutine* after(const engine::Choice& choice, std::uint32_t taken) noexcept {
  if (!choice.current_ready) return lowest_above(choice, taken);
  const bool first = taken == choice.current->ordinal;
  return lowest_above(choice, first ? 0 : taken, choice.current);
}

}  // namespace

Dfs::Dfs(std::int32_t bound) : bound_(bound < 0 ? -1 : bound) { path_.reserve(1024); }

std::string Dfs::spec() const { return bound_ < 0 ? "dfs" : "dfs:bound=" + std::to_string(bound_); }

bool Dfs::begin_run(std::uint64_t, std::uint64_t seed) {
  if (gave_up_) return false;
  if (!started_) {
    started_ = true;
    seed_ = engine::mix(seed);
  } else if (!poised_ && !advance()) {
    return false;
  }
  poised_ = false;
  lost_ = false;
  depth_ = 0;
  followed_ = path_.size();
  preemptions_ = 0;
  rng_ = engine::Rng(seed_);
  return true;
}

// Looks for the next schedule.
bool Dfs::advance() {
  if (!lost_ && depth_ < path_.size()) {
    lose("the run ended after " + std::to_string(depth_) + " decisions where an earlier one had " +
         std::to_string(path_.size()));
  }
  if (!lost_) return backtrack();
  if (is_part_) return false;
  if (restarts_ == restarts_max) {
    gave_up_ = true;
    return false;
  }
  ++restarts_;
  path_.clear();
  return true;
}

// Moves on to the next schedule: the deepest place that has an alternative left takes it.
bool Dfs::backtrack() {
  while (path_.size() > floor_ && path_.back().index + 1 == path_.back().count) path_.pop_back();
  if (path_.size() <= floor_) return false;
  ++path_.back().index;
  return true;
}

void Dfs::lose(const std::string& what) {
  lost_ = true;
  if (nondeterminism_.empty()) {
    nondeterminism_ = what +
                      ", although all decisions before were the same: the program depends on "
                      "something else than its schedule";
  }
}

Dfs::Arrival Dfs::arrive(std::uint32_t count, std::uint32_t check) {
  if (lost_) [[unlikely]]
    return Arrival::lost;
  const std::size_t i = depth_++;
  if (i < followed_) {
    const Place& place = path_[i];
    if (place.check != check || place.count != count) [[unlikely]] {
      lose("decision " + std::to_string(i + 1) + " went differently in two runs");
      return Arrival::lost;
    }
    return i + 1 == followed_ ? Arrival::advanced : Arrival::again;
  }
  path_.push_back({0, 0, count, check});
  return Arrival::first;
}

engine::Goroutine* Dfs::pick(const engine::Choice& choice) {
  const bool preempts = choice.current_ready && choice.current->op.kind != engine::OpKind::yield;
  const bool bound_reached = preempts && preemptions_ == bound_;
  if (bound_reached && choice.count > 1) bound_cut_ = true;
  const std::uint32_t goroutines = bound_reached ? 1 : choice.count;
  const std::uint32_t count = goroutines + (choice.clock ? 1 : 0);
  if (count == 1) return choice.current;

  const Arrival arrival = arrive(count, choice.check);
  if (arrival == Arrival::lost) [[unlikely]]
    return default_pick(choice);
  Place& place = path_[depth_ - 1];
  engine::Goroutine* next = nullptr;
  if (place.index < goroutines) {
    next = arrival == Arrival::again      ? find(choice, place.taken)
           : arrival == Arrival::advanced ? after(choice, place.taken)
                                          : default_pick(choice);
    if (next == nullptr) [[unlikely]] {
      lose("at decision " + std::to_string(depth_) + " another goroutine was ready");
      return default_pick(choice);
    }
    if (preempts && next != choice.current) ++preemptions_;
  }
  place.taken = next == nullptr ? 0 : next->ordinal;
  return next;
}

std::uint32_t Dfs::choose(engine::DecisionKind, std::uint32_t n, std::uint32_t check) {
  if (arrive(n, check) == Arrival::lost) return 0;
  Place& place = path_[depth_ - 1];
  place.taken = place.index;
  return place.index;
}

std::uint64_t Dfs::random_bits(std::uint32_t) { return rng_.next(); }

// --- Parts --------------------------------------------------------------------------------------

bool Dfs::poise() {
  if (!started_ || poised_) return true;
  poised_ = !gave_up_ && advance();
  return poised_;
}

bool Dfs::split(const Bytes& start, std::vector<Bytes>& parts) {
  if (lost_ || gave_up_) return false;
  std::size_t at = floor_;
  while (at < path_.size() && path_[at].index + 1 == path_[at].count) ++at;
  if (at >= path_.size()) return false;
  Dfs first(bound_);
  first.resume(start);
  first.floor_ = at + 1;
  first.is_part_ = true;
  parts.push_back(saved_state(first));
  Dfs rest(bound_);
  rest.resume(saved_state(*this));
  rest.path_.resize(at + 1);
  rest.depth_ = at + 1;
  rest.floor_ = at;
  rest.is_part_ = true;
  parts.push_back(saved_state(rest));
  return true;
}

void Dfs::begin_again() {
  path_.clear();
  depth_ = 0;
  floor_ = 0;
  lost_ = false;
  is_part_ = false;
  poised_ = true;
}

// --- From worker to worker ----------------------------------------------------------------------

std::size_t Dfs::save(std::span<std::byte> room) const noexcept {
  const std::size_t path_bytes = path_.size() * sizeof(Place);
  const std::size_t bytes = sizeof(Saved) + path_bytes;
  if (bytes > room.size()) return bytes;
  const Saved head{path_.size(), depth_,   seed_,      restarts_, floor_,   started_,
                   lost_,        gave_up_, bound_cut_, run_cut_,  is_part_, poised_};
  std::memcpy(room.data(), &head, sizeof head);
  std::memcpy(room.data() + sizeof head, path_.data(), path_bytes);
  return bytes;
}

void Dfs::resume(std::span<const std::byte> saved) {
  Saved head;
  std::memcpy(&head, saved.data(), sizeof head);
  path_.resize(head.places);
  std::memcpy(path_.data(), saved.data() + sizeof head, head.places * sizeof(Place));
  depth_ = head.depth;
  seed_ = head.seed;
  restarts_ = head.restarts;
  lost_ = head.lost;
  gave_up_ = head.gave_up;
  bound_cut_ = head.bound_cut;
  run_cut_ = head.run_cut;
  started_ = head.started;
  floor_ = head.floor;
  is_part_ = head.is_part;
  poised_ = head.poised;
}

}  // namespace heddle::strategy
