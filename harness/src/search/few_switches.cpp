#include "search/few_switches.h"

#include <heddle/trace/op.h>

#include <map>

#include "strategy/order.h"

namespace heddle::search {
namespace {

using strategy::DoneOperation;

constexpr std::size_t operations_most = 3000;

bool must_follow(const DoneOperation& earlier, const DoneOperation& later) {
  if (earlier.who == later.who || earlier.who == 0 || later.who == 0) return true;
  if (earlier.started == later.who) return true;
  return trace::conflict(earlier.touch, later.touch);
}

}  // namespace

std::vector<std::uint64_t> few_switches(const std::vector<DoneOperation>& operations) {
  const std::size_t count = operations.size();
  if (count > operations_most) return {};
  std::vector<std::uint32_t> waits_for(count, 0);
  std::vector<std::vector<std::uint32_t>> followers(count);
  std::map<std::uint64_t, std::vector<std::uint32_t>> of_goroutine;
  for (std::uint32_t later = 0; later < count; ++later) {
    of_goroutine[operations[later].who].push_back(later);
    for (std::uint32_t earlier = 0; earlier < later; ++earlier) {
      if (!must_follow(operations[earlier], operations[later])) continue;
      followers[earlier].push_back(later);
      ++waits_for[later];
    }
  }
  std::map<std::uint64_t, std::size_t> done;  // operations of a goroutine
  std::vector<bool> is_done(count, false);
  std::vector<std::uint64_t> order;
  std::size_t first_left = 0;
  std::uint64_t current = count == 0 ? 0 : operations[0].who;
  while (order.size() < count) {
    const std::vector<std::uint32_t>& own = of_goroutine[current];
    const std::size_t n = done[current];
    if (n == own.size() || waits_for[own[n]] != 0) {
      while (is_done[first_left]) ++first_left;
      current = operations[first_left].who;
      continue;
    }
    const std::uint32_t next = own[n];
    for (const std::uint32_t follower : followers[next]) --waits_for[follower];
    is_done[next] = true;
    ++done[current];
    order.push_back(current);
  }
  return order;
}

std::vector<Block> blocks_of(const std::vector<std::uint64_t>& order) {
  std::vector<Block> blocks;
  for (const std::uint64_t who : order) {
    if (blocks.empty() || blocks.back().who != who) blocks.push_back({who, 0});
    ++blocks.back().operations;
  }
  return blocks;
}

bool InOrder::begin_run(std::uint64_t index, std::uint64_t seed) {
  left_ = blocks_;
  first_ = 0;
  return values_.begin_run(index, seed);
}

engine::Goroutine* InOrder::pick(const engine::Choice& choice) {
  for (std::size_t block = first_; block < left_.size(); ++block) {
    if (left_[block].operations == 0) continue;
    if (left_[block].who == 0 && choice.clock) return nullptr;
    for (std::uint32_t i = 0; i < choice.count; ++i) {
      if (choice.ready[i]->identity == left_[block].who) return choice.ready[i];
    }
  }
  return strategy::default_pick(choice);
}

void InOrder::performed(const engine::Performed& what) {
  values_.performed(what);
  const std::uint64_t who = what.goroutine == nullptr ? 0 : what.goroutine->identity;
  for (std::size_t block = first_; block < left_.size(); ++block) {
    if (left_[block].who != who || left_[block].operations == 0) continue;
    --left_[block].operations;
    break;
  }
  while (first_ < left_.size() && left_[first_].operations == 0) ++first_;
}

}  // namespace heddle::search
