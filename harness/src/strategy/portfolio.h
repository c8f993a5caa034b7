#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "strategy/learning.h"
#include "strategy/length.h"
#include "strategy/one_delay.h"
#include "strategy/profile.h"
#include "strategy/reads_from.h"

namespace heddle::strategy {

// How much each part of a portfolio has shown lately: pairs of a reader and its source that no run
// had shown before, or at least a new set of them.
class Gains final : public Knowledge {
 public:
  static constexpr std::uint32_t nobody = ~std::uint32_t{0};
  static constexpr std::uint32_t most = 1 << 16;

  Gains(std::shared_ptr<const ReadsFrom> reads_from, std::size_t parts)
      : reads_from_(std::move(reads_from)), lately_(parts, most) {}

  // 0 to `most`.
  std::uint32_t lately(std::size_t part) const noexcept { return lately_[part]; }
  // Who takes the decisions of the run under way.
  void play(std::uint32_t part) noexcept { part_ = part; }

  void begin_run() override { part_ = nobody; }
  void write_lesson(ByteWriter& lesson) const override { lesson.put(part_); }
  // After `reads_from` has learned of the same run.
  void learn(ByteReader& lesson) override;
  void save(ByteWriter& to) const noexcept override;
  void resume(ByteReader& from) override { from.get_list(lately_); }

 private:
  std::shared_ptr<const ReadsFrom> reads_from_;
  std::vector<std::uint32_t> lately_;
  std::uint32_t part_ = nobody;
};

// Several strategies in turn: no single one is good at everything, and a campaign does not know in
// advance what it is up against.
//
// Run 0 is a random walk over who goes next, with the first of every choice between values and no
// early firing: nothing is known yet, most bugs that are easily found need no more, and what it
// meets tells the others more than the default order would. Runs 1 and 2 are the default
// order with one delay (one_delay.h) or, where there is no place for a delay, of surw. Then follow
// a few runs with a fixed plan, and after them each part gets runs in proportion to its share and
// to what its runs have shown lately (a bandit in integers):
//
//   rfc    who reads what from whom, systematically; most of the runs
//   surw   orders of the operations on one object, uniformly
//   pos    priorities for operations
//   pct    with depths 3, 5, 10 and 20
//   burst  a random walk in bursts
//
// All of them know what any of them has seen: pairs of readers and sources, how much each goroutine
// does, how long a run is. Learned in batches (learning.h), so run i follows from the seed, i and
// the runs of earlier batches.
class Portfolio final : public Learning {
 public:
  Portfolio();

  std::string spec() const override { return "portfolio"; }
  engine::Goroutine* pick(const engine::Choice& choice) override { return active_->pick(choice); }
  std::uint32_t choose(engine::DecisionKind kind, std::uint32_t n, std::uint32_t check) override {
    return active_->choose(kind, n, check);
  }
  std::uint64_t random_bits(std::uint32_t check) override { return active_->random_bits(check); }
  void yielded(engine::Goroutine& goroutine) override { active_->yielded(goroutine); }

 private:
  // Places among the parts.
  static constexpr std::uint32_t rfc = 0;
  static constexpr std::uint32_t surw = 1;
  static constexpr std::size_t part_count = 8;

  struct Known {
    std::shared_ptr<ReadsFrom> reads_from;
    std::shared_ptr<Profile> profile;
    std::shared_ptr<Length> length;
    std::shared_ptr<Gains> gains;
  };
  struct Part {
    std::unique_ptr<engine::Strategy> strategy;
    std::uint64_t share;
  };

  static Known nothing();
  explicit Portfolio(Known known);
  void prepare(std::uint64_t index) override;
  void arrived(engine::Goroutine& goroutine) override { active_->spawned(goroutine); }
  bool needs_to_watch() const override { return active_ == parts_[rfc].strategy.get(); }
  std::uint64_t kinds() const override { return active_->watched_kinds(); }
  void saw(const engine::Performed& what) override { active_->performed(what); }

  std::uint32_t drawn_part();
  void play(std::uint32_t part);

  Known known_;
  std::unique_ptr<engine::Strategy> first_walk_;
  std::unique_ptr<OneDelay> one_delay_;
  std::vector<Part> parts_;
  engine::Strategy* active_;
};

}  // namespace heddle::strategy
