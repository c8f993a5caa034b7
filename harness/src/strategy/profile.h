#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "strategy/hash_index.h"
#include "strategy/knowledge.h"

namespace heddle::strategy {

// How much each goroutine does, and to which objects: the largest numbers of the first few runs
// that were not cut. Goroutines are known by identity, so a number holds in every run.
class Profile final : public Knowledge {
 public:
  static constexpr std::uint32_t none = ~std::uint32_t{0};
  // A place for objects that several goroutines touch: the accesses of a variable, the acquires of
  // a lock, the operations of a channel.
  struct Shared {
    std::uint64_t object;
    std::uint32_t times;  // by everybody
  };

  // Whether an operation counts among those of its object.
  static bool counts(const trace::Touch& op, const engine::Object& object) noexcept;

  std::span<const Shared> shared() const noexcept { return shared_; }
  // Which goroutine of the profile this is; none: it is not known.
  std::uint32_t goroutine_of(std::uint64_t identity) const noexcept;
  // Fills in, for each goroutine of the profile, how many operations it and those it starts do: on
  // this object, or all of them (0).
  void weigh(std::uint64_t object, std::vector<std::uint32_t>& weights) const;
  // Whether any run has been learned.
  bool empty() const noexcept { return goroutines_.empty(); }

  std::uint64_t kinds() const noexcept override;
  void begin_run() override;
  void spawned(const engine::Goroutine& goroutine) override;
  void performed(const engine::Performed& what) override;
  void end_run(const engine::RunEnd& end) override;
  void write_lesson(ByteWriter& lesson) const override;
  void learn(ByteReader& lesson) override;
  void save(ByteWriter& to) const noexcept override;
  void resume(ByteReader& from) override;

 private:
  static constexpr std::uint32_t runs_most = 8;
  static constexpr std::size_t goroutines_most = 4096;
  static constexpr std::size_t counts_most = 16384;

  struct Goroutine {
    std::uint64_t identity;
    std::uint32_t creator;  // its index, or none
    std::uint32_t steps;
  };
  struct Count {
    std::uint32_t goroutine;
    std::uint32_t times;
    std::uint64_t object;
  };
  static std::uint64_t key_of(std::uint32_t goroutine, std::uint64_t object) noexcept {
    return engine::combine(object, goroutine) | 1;
  }
  bool complete() const noexcept { return runs_ >= runs_most; }
  void find_shared();
  void rebuild();

  // Learned.
  std::vector<Goroutine> goroutines_;  // creators first
  std::vector<Count> counts_;
  std::uint32_t runs_ = 0;
  HashIndex goroutine_index_, count_index_;  // follow from the lists
  std::vector<Shared> shared_;               // does as well

  // Of the run under way.
  std::vector<Goroutine> seen_goroutines_;  // by ordinal - 1
  std::vector<Count> seen_counts_;
  HashIndex seen_index_;
  std::vector<bool> waits_;  // by ordinal - 1
  bool tells_ = false;       // the lesson says something
};

}  // namespace heddle::strategy
