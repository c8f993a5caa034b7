#pragma once

// Wakeup trees: what is still to be explored from a place of the path, as ordered trees of steps.
//
// A branch is a sequence of steps that leads to a class of runs not seen before. Its order matters:
// branches are explored from the first to the last, and a sequence is only added where no earlier
// branch leads to the same. See "Optimal dynamic partial order reduction", the paper named in
// strategy/dpor.h.

#include <cstdint>
#include <span>
#include <vector>

#include "strategy/dpor_path.h"

namespace heddle::strategy::dpor {

// Values that were chosen within one step, in order, as a number; 0: none. A prefix of values is
// an ancestor.
class Values {
 public:
  std::uint32_t with(std::uint32_t before, std::uint32_t value);
  std::uint32_t length(std::uint32_t number) const noexcept {
    return number == 0 ? 0 : nodes_[number - 1].length;
  }
  // The first `length` of them.
  std::uint32_t first(std::uint32_t number, std::uint32_t length) const noexcept;
  std::uint32_t last(std::uint32_t number) const noexcept { return nodes_[number - 1].value; }
  bool starts_with(std::uint32_t number, std::uint32_t prefix) const noexcept {
    return prefix == 0 || first(number, length(prefix)) == prefix;
  }

  template <class Bytes>
  void exchange(Bytes& bytes) {
    numbers_.exchange(bytes);
    bytes(nodes_);
  }

 private:
  struct Node {
    std::uint32_t before, value, length;
  };
  Numbers numbers_;
  std::vector<Node> nodes_;
};

// A step that is to be taken: by whom, with which values chosen on the way (those not named are
// free), and what it touches.
struct Move {
  std::uint32_t slot;
  std::uint32_t touches;
  std::uint32_t values;
};

// A sequence of moves, taken from the path: each but perhaps the last is a step of it. The last may
// be one that has not been made, or not in the place where it is wanted; what it depends on in the
// sequence is then told by what it touches.
class Sequence {
 public:
  struct Item {
    Move move;
    std::uint32_t step;  // of the path; none: the last
  };

  void clear() noexcept {
    items_.clear();
    first_ = 0;
  }
  void add(const Move& move, std::uint32_t step) { items_.push_back({move, step}); }
  bool empty() const noexcept { return first_ == items_.size(); }
  // What is left of them.
  std::span<const Item> items() const noexcept {
    return {items_.data() + first_, items_.size() - first_};
  }

  // Whether `move` could be the first step of a run in which the sequence happens: the sequence can
  // begin with it, or commutes with it. `at` is then its index, or none.
  bool can_begin_with(const Move& move, const Path& path, const Touches& touches,
                      const Values& values, std::uint32_t& at) const noexcept;
  void remove(std::uint32_t at) {
    if (at == first_) {
      ++first_;
    } else {
      items_.erase(items_.begin() + at);
    }
  }

 private:
  bool is_initial(std::uint32_t at, const Path& path, const Touches& touches) const noexcept;
  std::vector<Item> items_;
  std::uint32_t first_ = 0;  // those before it were removed
};

class WakeupTrees {
 public:
  // A tree is known by its first branch; 0: empty.
  using Tree = std::uint32_t;

  // Adds what is left of the sequence (which is used up) unless a branch leads there already.
  // Whether it was added.
  bool insert(Tree& tree, Sequence& sequence, const Path& path, const Touches& touches,
              const Values& values);
  const Move& first(Tree tree) const noexcept { return nodes_[tree].move; }
  // Takes away the first branch; returns what comes behind its first move.
  Tree take_first(Tree& tree) noexcept;
  std::uint32_t branches(Tree tree) const noexcept;
  void drop(Tree tree) noexcept;

  template <class Bytes>
  void exchange(Bytes& bytes) {
    bytes(nodes_);
    bytes(unused_);
  }

 private:
  struct Node {
    Move move;
    Tree children;
    Tree next;  // the branch behind this one
  };
  Tree make(const Move& move);
  std::vector<Node> nodes_ = {{}};
  Tree unused_ = 0;  // linked by next
};

}  // namespace heddle::strategy::dpor
