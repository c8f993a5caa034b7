#pragma once

// Another order for the operations of a run, in the same happens-before class but with few switches
// from one goroutine to another: what a run means without the noise of the strategy that made it.

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "engine/rng.h"
#include "engine/strategy.h"
#include "strategy/deviating.h"

namespace heddle::search {

// Who goes, one identity for each operation: stays with a goroutine while its next operation
// depends on none that is still to come (trace::conflict, program order, its own start), then goes
// on with the one that was first in the run. What the clock does stays where it is. Empty for a run
// that is too long to compare all operations with each other.
std::vector<std::uint64_t> few_switches(const std::vector<strategy::DoneOperation>& operations);

// Operations of one goroutine in a row.
struct Block {
  std::uint64_t who = 0;
  std::uint64_t operations = 0;
  friend bool operator==(const Block&, const Block&) = default;
};
std::vector<Block> blocks_of(const std::vector<std::uint64_t>& order);

// Lets goroutines go in a given order, as far as they can: who cannot go is passed over until it
// can. After the order's end it is the default one.
class InOrder final : public engine::Strategy {
 public:
  // Values (choose, select cases) are those of `values`, which is told all that is performed and
  // must outlive it.
  InOrder(std::vector<Block> blocks, engine::Strategy& values)
      : blocks_(std::move(blocks)), values_(values) {}

  std::string spec() const override { return "in-order"; }
  bool begin_run(std::uint64_t index, std::uint64_t seed) override;
  engine::Goroutine* pick(const engine::Choice& choice) override;
  std::uint32_t choose(engine::DecisionKind kind, std::uint32_t n, std::uint32_t check) override {
    return values_.choose(kind, n, check);
  }
  std::uint64_t random_bits(std::uint32_t check) override { return values_.random_bits(check); }
  std::uint64_t watched_kinds() const override { return ~std::uint64_t{0}; }
  void performed(const engine::Performed& what) override;

 private:
  std::vector<Block> blocks_;
  engine::Strategy& values_;
  std::vector<Block> left_;
  std::size_t first_ = 0;  // of left_, with operations left
};

}  // namespace heddle::search
