#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <vector>

#include "engine/batch.h"
#include "strategy/knowledge.h"
#include "strategy/sampling.h"

namespace heddle::strategy {

// What the strategies that learn from run to run share.
//
// WHAT A RUN KNOWS. The runs of a campaign come in batches (engine/batch.h). What a run decides
// follows from the seed, from its number and from the lessons of all runs of *earlier* batches,
// learned in the order of their numbers. The runs of one batch do not know of each other, so they
// can be made in any order and in several processes. A process that has made only some of them must
// be told the lessons of the others (`hear`, `merge`) before it begins a run of the next batch.
//
// A lesson is bytes that mean the same in every process (knowledge.h). A run that killed its
// process has none.
class Learning : public Sampling {
 public:
  bool begin_run(std::uint64_t index, std::uint64_t seed) final;
  void spawned(engine::Goroutine& goroutine) final;
  std::uint64_t watched_kinds() const final;
  void performed(const engine::Performed& what) final;
  void end_run(const engine::RunEnd& end) final;
  std::size_t save(std::span<std::byte> room) const noexcept final;
  void resume(std::span<const std::byte> saved) final;
  bool divides() const final { return true; }
  void merge(std::span<const std::byte> saved) final;

  // The lesson of the run that has ended last, until the next one begins.
  std::span<const std::byte> lesson() const noexcept;
  // The lesson of run `index`, made elsewhere, in the batch under way.
  void hear(std::uint64_t index, std::span<const std::byte> lesson);

 protected:
  // What it learns. Empty in a part of another strategy that learns for it. They live as long as
  // the strategy.
  explicit Learning(std::initializer_list<Knowledge*> knowledge);

  // Prepares run `index`, when all is learned that it may know.
  virtual void prepare(std::uint64_t index) = 0;
  virtual void arrived(engine::Goroutine&) {}
  // The kinds it wants to see itself, beside what its knowledge does.
  virtual std::uint64_t kinds() const { return 0; }
  virtual void saw(const engine::Performed&) {}
  virtual void ended(const engine::RunEnd&) {}

 private:
  struct Heard {
    std::uint64_t index;
    std::uint64_t offset;  // in heard_bytes_
    std::uint64_t bytes;
  };

  void learn_batch();
  std::span<std::byte> room_for(std::uint64_t index, std::size_t bytes);

  std::vector<Knowledge*> knowledge_;
  std::uint64_t index_ = 0;  // of the run under way
  std::uint64_t batch_ = 0;  // its batch
  // The lessons of the batch under way, which nobody has learned yet.
  std::vector<Heard> heard_;
  std::vector<std::byte> heard_bytes_;
};

}  // namespace heddle::strategy
