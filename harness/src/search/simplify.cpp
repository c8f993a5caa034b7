#include "search/simplify.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>

namespace heddle::search {
namespace {

using strategy::Deviations;

// Beyond this many deviations pairs of them would cost more tries than they are worth.
constexpr std::size_t pairs_most = 24;
constexpr std::uint32_t moves_most = 4;

Deviations without(const Deviations& list, std::size_t begin, std::size_t end) {
  Deviations rest(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(begin));
  rest.insert(rest.end(), list.begin() + static_cast<std::ptrdiff_t>(end), list.end());
  return rest;
}

std::vector<std::uint64_t> order_of(const std::vector<strategy::DoneOperation>& operations) {
  std::vector<std::uint64_t> order;
  order.reserve(operations.size());
  for (const strategy::DoneOperation& operation : operations) order.push_back(operation.who);
  return order;
}

}  // namespace

void Simplify::consider(Attempt attempt) {
  if (attempt.same && attempt.cost < best_.cost) best_ = std::move(attempt);
}

bool Simplify::better(Attempt attempt) {
  charge(attempt.cost.steps);
  if (!attempt.same || !(attempt.cost < best_.cost)) return false;
  best_ = std::move(attempt);
  return true;
}

bool Simplify::better(const Deviations& wanted) { return !exhausted() && better(try_(wanted)); }

bool Simplify::better(const std::vector<Block>& blocks) {
  return !exhausted() && better(try_order_(blocks, best_.made));
}

void Simplify::reorder() {
  const std::vector<std::uint64_t> order = few_switches(best_.operations);
  if (!order.empty()) better(blocks_of(order));
}

// One goroutine as far as it gets, where its first operations were or where its last ones were; or
// not before the others: then the run may end without it.
bool Simplify::merge_all_of_one() {
  const std::vector<Block> blocks = blocks_of(order_of(best_.operations));
  std::map<std::uint64_t, std::pair<std::size_t, std::size_t>> ends;  // first and last place
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    ends.try_emplace(blocks[i].who, i, i).first->second.second = i;
  }
  for (const auto& [who, places] : ends) {
    for (const std::size_t place : {places.first, places.second, blocks.size()}) {
      std::vector<Block> merged;
      for (std::size_t i = 0; i < blocks.size(); ++i) {
        if (i == place) merged.push_back({who, UINT64_MAX});
        if (blocks[i].who != who) merged.push_back(blocks[i]);
      }
      if (better(merged)) return true;
      if (exhausted()) return false;
    }
  }
  return false;
}

// Two blocks of one goroutine, at the place of the earlier or of the later.
bool Simplify::merge_two() {
  const std::vector<Block> blocks = blocks_of(order_of(best_.operations));
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    std::size_t j = i + 1;
    while (j < blocks.size() && blocks[j].who != blocks[i].who) ++j;
    if (j == blocks.size()) continue;
    for (const bool early : {true, false}) {
      std::vector<Block> merged = blocks;
      merged[early ? i : j].operations += merged[early ? j : i].operations;
      merged.erase(merged.begin() + static_cast<std::ptrdiff_t>(early ? j : i));
      if (better(merged)) return true;
      if (exhausted()) return false;
    }
  }
  return false;
}

void Simplify::merge_blocks() {
  while (merge_all_of_one()) continue;
  while (merge_two()) continue;
}

void Simplify::delta_debug() {
  std::size_t parts = 1;  // all of it first: the default order may do
  while (!best_.made.empty() && !exhausted()) {
    const std::size_t count = best_.made.size();
    const std::size_t part = (count + parts - 1) / parts;
    bool progress = false;
    // The last ones first: what comes after the bug needs none of them.
    for (std::size_t end = count; end > 0 && !progress;) {
      const std::size_t begin = end > part ? end - part : 0;
      progress = better(without(best_.made, begin, end));
      end = begin;
    }
    if (progress) {
      parts = std::max<std::size_t>(parts - 1, 1);
    } else if (part == 1) {
      return;
    } else {
      parts = std::min(parts * 2, count);
    }
  }
}

void Simplify::drop_pairs() {
  for (std::size_t i = 0; i < best_.made.size() && best_.made.size() <= pairs_most; ++i) {
    for (std::size_t j = i + 1; j < best_.made.size(); ++j) {
      if (!better(without(without(best_.made, j, j + 1), i, i + 1))) continue;
      i = 0;
      j = 0;
    }
  }
}

void Simplify::move_earlier() {
  for (std::size_t i = 0; i < best_.made.size(); ++i) {
    for (std::uint32_t by = 1; by <= moves_most && i < best_.made.size(); ++by) {
      Deviations moved = best_.made;
      strategy::DecisionPlace& place = moved[i].place;
      if (place.done < by) break;
      place.done -= by;
      place.again = 0;
      if (better(moved)) by = 0;
    }
  }
}

}  // namespace heddle::search
