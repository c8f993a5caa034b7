#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <vector>

#include "strategy/knowledge.h"
#include "strategy/sampling.h"

namespace heddle::strategy {

// What the strategies that learn from run to run share.
//
// WHAT A RUN KNOWS. What a run decides follows from the seed, from its number and from the lessons
// of runs of *earlier* batches (engine/batch.h), learned in the order of their numbers. The runs of
// one batch do not know of each other, so they can be made in any order and in several processes,
// each of which begins with what the batches before have taught. What they have saved is then put
// together (`merge`).
//
// Of each batch only the first runs give a lesson: later ones seldom have one, and a campaign of
// millions of runs is not to watch them all. A lesson is bytes that mean the same in every process
// (knowledge.h). A run that killed its process has none.
class Learning : public Sampling {
 public:
  static constexpr std::uint64_t lessons_most = 64;  // of a batch

  bool begin_run(std::uint64_t index, std::uint64_t seed) final;
  void spawned(engine::Goroutine& goroutine) final;
  std::uint64_t watched_kinds() const final;
  void performed(const engine::Performed& what) final;
  void end_run(const engine::RunEnd& end) final;
  std::size_t save(std::span<std::byte> room) const noexcept final;
  void resume(std::span<const std::byte> saved) final;
  bool divides() const final { return true; }
  void merge(std::span<const std::byte> saved) final;

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
  // Whether what it knows has to watch this run even if there will be no lesson.
  virtual bool needs_to_watch() const { return false; }

 private:
  struct Lesson {
    std::uint64_t run;
    std::uint64_t offset;  // in lesson_bytes_
    std::uint64_t bytes;
  };

  void learn_lessons();
  std::span<std::byte> room_for(std::uint64_t run, std::size_t bytes);

  std::vector<Knowledge*> knowledge_;
  std::uint64_t run_ = 0;    // under way
  std::uint64_t batch_ = 0;  // the first run of its batch
  bool teaches_ = false;     // it will give a lesson
  bool watches_ = false;
  // The lessons of the batch under way, which nobody has learned yet.
  std::vector<Lesson> lessons_;
  std::vector<std::byte> lesson_bytes_;
};

}  // namespace heddle::strategy
