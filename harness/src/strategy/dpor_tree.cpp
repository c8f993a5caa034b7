#include "strategy/dpor_tree.h"

namespace heddle::strategy::dpor {

// --- Values -------------------------------------------------------------------------------------

std::uint32_t Values::with(std::uint32_t before, std::uint32_t value) {
  const std::uint32_t number = numbers_.of(std::uint64_t{before} << 32 | value);
  if (number == nodes_.size()) nodes_.push_back({before, value, length(before) + 1});
  return number + 1;
}

std::uint32_t Values::first(std::uint32_t number, std::uint32_t length) const noexcept {
  while (this->length(number) > length) number = nodes_[number - 1].before;
  return number;
}

// --- Sequence -----------------------------------------------------------------------------------

bool Sequence::is_initial(std::uint32_t at, const Path& path,
                          const Touches& touches) const noexcept {
  const Item& item = items_[at];
  for (std::uint32_t i = first_; i < at; ++i) {
    const Item& before = items_[i];
    if (item.step == none ? touches.dependent(before.move.touches, item.move.touches)
                          : path.ordered(before.step, item.step)) {
      return false;
    }
  }
  return true;
}

bool Sequence::can_begin_with(const Move& move, const Path& path, const Touches& touches,
                              const Values& values, std::uint32_t& at) const noexcept {
  for (std::uint32_t i = first_; i < items_.size(); ++i) {
    if (items_[i].move.slot != move.slot) continue;
    at = i;
    return values.starts_with(items_[i].move.values, move.values) && is_initial(i, path, touches);
  }
  at = none;
  for (const Item& item : items()) {
    if (touches.dependent(item.move.touches, move.touches)) return false;
  }
  return true;
}

// --- WakeupTrees --------------------------------------------------------------------------------

bool WakeupTrees::insert(Tree& tree, Sequence& sequence, const Path& path, const Touches& touches,
                         const Values& values) {
  Tree parent = 0;  // of the branches looked at; 0: they are the tree's
  Tree last = 0;
  for (Tree branch = tree; branch != 0;) {
    std::uint32_t at = none;
    if (!sequence.can_begin_with(nodes_[branch].move, path, touches, values, at)) {
      last = branch;
      branch = nodes_[branch].next;
      continue;
    }
    if (at != none) sequence.remove(at);
    // Beyond its end a branch leads everywhere; and where the sequence ends, it leads there.
    if (sequence.empty() || nodes_[branch].children == 0) return false;
    parent = branch;
    last = 0;
    branch = nodes_[branch].children;
  }
  for (const Sequence::Item& item : sequence.items()) {
    const Tree added = make(item.move);
    Tree& place = last != 0 ? nodes_[last].next : parent != 0 ? nodes_[parent].children : tree;
    place = added;
    parent = added;
    last = 0;
  }
  return true;
}

WakeupTrees::Tree WakeupTrees::take_first(Tree& tree) noexcept {
  const Tree taken = tree;
  const Tree behind = nodes_[taken].children;
  tree = nodes_[taken].next;
  nodes_[taken].next = unused_;
  unused_ = taken;
  return behind;
}

std::uint32_t WakeupTrees::branches(Tree tree) const noexcept {
  std::uint32_t count = 0;
  for (; tree != 0; tree = nodes_[tree].next) ++count;
  return count;
}

void WakeupTrees::drop(Tree tree) noexcept {
  while (tree != 0) drop(take_first(tree));
}

WakeupTrees::Tree WakeupTrees::make(const Move& move) {
  Tree made = unused_;
  if (made != 0) {
    unused_ = nodes_[made].next;
  } else {
    made = static_cast<Tree>(nodes_.size());
    nodes_.push_back({});
  }
  nodes_[made] = {move, 0, 0};
  return made;
}

}  // namespace heddle::strategy::dpor
