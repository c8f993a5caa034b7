#include "strategy/replay.h"

#include "strategy/order.h"

namespace heddle::strategy {
namespace {

using engine::DecisionKind;

constexpr std::uint32_t no_node = 0xffffffff;
constexpr std::uint32_t root = 0;  // parent of all that nobody, or the clock, has started

std::string_view what(DecisionKind kind) noexcept {
  switch (kind) {
    case DecisionKind::goroutine: return "who goes next";
    case DecisionKind::select_case: return "the case of a select";
    case DecisionKind::timer: return "the order of timers";
    case DecisionKind::waiter: return "who leaves a queue";
    case DecisionKind::choice: return "a choose(n)";
    case DecisionKind::random_low:
    case DecisionKind::random_middle:
    case DecisionKind::random_high: return "a random_u64";
  }
  return "something unknown";
}

}  // namespace

Replay::Replay(Schedule schedule) : schedule_(std::move(schedule)) {
  entries_.resize(1);
  for (std::size_t i = 0; i < schedule_.goroutines.size(); ++i) {
    const std::string& path = schedule_.goroutines[i];  // "0.2.1", "c2.1"
    std::uint32_t node = root;
    std::uint32_t n = 0;
    for (const char c : path) {
      if (c == '.') {
        node = child({node, n});
        n = 0;
      } else if (c != 'c') {
        n = n * 10 + static_cast<std::uint32_t>(c - '0');
      }
    }
    entries_[child({node, n})] = static_cast<std::uint32_t>(i) + 1;
  }
}

std::uint32_t Replay::child(Place place) {
  // Main is "0", and the first that nobody started.
  if (place == Place{root, 0}) place.second = 1;
  const auto next = static_cast<std::uint32_t>(entries_.size());
  const auto [it, added] = children_.try_emplace(place, next);
  if (added) entries_.push_back(0);
  return it->second;
}

bool Replay::begin_run(std::uint64_t, std::uint64_t seed) {
  next_ = 0;
  beyond_ = 0;
  divergence_.clear();
  node_of_.clear();
  node_of_.push_back(root);
  goroutines_.assign(schedule_.goroutines.size(), nullptr);
  rng_ = engine::Rng(engine::mix(seed));
  return true;
}

void Replay::spawned(engine::Goroutine& goroutine) {
  const std::uint32_t creator = goroutine.creator == nullptr ? 0 : goroutine.creator->ordinal;
  std::uint32_t node = no_node;
  if (creator < node_of_.size() && node_of_[creator] != no_node) {
    const auto it = children_.find({node_of_[creator], goroutine.child_index});
    if (it != children_.end()) node = it->second;
  }
  if (node_of_.size() <= goroutine.ordinal) node_of_.resize(goroutine.ordinal + 1, no_node);
  node_of_[goroutine.ordinal] = node;
  if (node != no_node && entries_[node] != 0) goroutines_[entries_[node] - 1] = &goroutine;
}

void Replay::diverged(std::string difference) {
  divergence_ = "decision " + std::to_string(next_ + 1);
  if (next_ < schedule_.steps.size()) {
    divergence_ += " of " + std::to_string(schedule_.steps.size());
  }
  divergence_ += ": " + std::move(difference);
}

std::string Replay::divergence() const {
  if (divergence_.empty() && next_ < schedule_.steps.size()) {
    return "the run ended after " + std::to_string(next_) + " of " +
           std::to_string(schedule_.steps.size()) + " decisions";
  }
  return divergence_;
}

// The step to take, or null when the run goes on by itself: after the schedule's end, or after the
// first difference.
const Schedule::Step* Replay::take(DecisionKind kind, std::uint32_t check) {
  if (!divergence_.empty()) [[unlikely]]
    return nullptr;
  if (next_ == schedule_.steps.size()) {
    ++beyond_;
    return nullptr;
  }
  const Schedule::Step& step = schedule_.steps[next_];
  if (step.decision.kind != kind) {
    diverged("the schedule decides " + std::string(what(step.decision.kind)) +
             ", the run asks for " + std::string(what(kind)));
    return nullptr;
  }
  if (step.has_check && ((step.check ^ check) & schedule_.check_mask) != 0) {
    diverged(
        "who is ready, or what was done before, is not what it was when the schedule was made");
    return nullptr;
  }
  return &step;
}

// "G3 (0.2)"; either part may be unknown, as 0.
std::string Replay::label(std::uint32_t ordinal, std::uint32_t entry) const {
  const std::string path = entry == 0 ? "" : schedule_.goroutines[entry - 1];
  if (ordinal == 0) return "goroutine " + path;
  return "G" + std::to_string(ordinal) + (path.empty() ? "" : " (" + path + ")");
}

// The goroutine a step names, if it is among the ready.
engine::Goroutine* Replay::wanted(const engine::Choice& choice, std::uint32_t value) {
  if (value > goroutines_.size()) {
    diverged("the schedule has no goroutine number " + std::to_string(value));
    return nullptr;
  }
  engine::Goroutine* g = goroutines_[value - 1];
  if (g != nullptr && g->ready_index < choice.count && choice.ready[g->ready_index] == g) return g;
  std::string ready;
  for (std::uint32_t i = 0; i < choice.count; ++i) {
    engine::Goroutine* other = choice.ready[i];
    if (other == g) return g;
    if (i == 8) ready += ", ...";
    if (i >= 8) continue;
    const std::uint32_t node =
        other->ordinal < node_of_.size() ? node_of_[other->ordinal] : no_node;
    if (!ready.empty()) ready += ", ";
    ready += label(other->ordinal, node == no_node ? 0 : entries_[node]);
  }
  diverged("the schedule goes on with " + label(g == nullptr ? 0 : g->ordinal, value) + ", which " +
           (g == nullptr ? "does not exist yet" : "is not ready") + "; ready: " + ready);
  return nullptr;
}

engine::Goroutine* Replay::pick(const engine::Choice& choice) {
  const Schedule::Step* step = take(DecisionKind::goroutine, choice.check);
  if (step == nullptr) return default_pick(choice);
  if (step->decision.value == 0) {
    if (!choice.clock) {
      diverged("the schedule moves the clock, which is not on offer");
      return default_pick(choice);
    }
    ++next_;
    return nullptr;
  }
  engine::Goroutine* next = wanted(choice, step->decision.value);
  if (next == nullptr) return default_pick(choice);
  ++next_;
  return next;
}

std::uint32_t Replay::choose(DecisionKind kind, std::uint32_t n, std::uint32_t check) {
  const Schedule::Step* step = take(kind, check);
  if (step == nullptr) return 0;
  const std::uint32_t value = step->decision.value;
  if (value >= n) {
    diverged(std::string(what(kind)) + ": the schedule takes number " + std::to_string(value) +
             ", there are " + std::to_string(n) + ", counted from 0");
    return 0;
  }
  ++next_;
  return value;
}

// One call, three decisions: they carry 28 bits each.
std::uint64_t Replay::random_bits(std::uint32_t check) {
  constexpr DecisionKind parts[] = {DecisionKind::random_low, DecisionKind::random_middle,
                                    DecisionKind::random_high};
  std::uint64_t bits = 0;
  for (std::uint32_t i = 0; i < 3; ++i) {
    const Schedule::Step* step = take(parts[i], check);
    // A schedule may have been cut between the parts.
    if (step == nullptr) return rng_.next();
    bits |= std::uint64_t{step->decision.value} << (28 * i);
    ++next_;
  }
  return bits;
}

}  // namespace heddle::strategy
