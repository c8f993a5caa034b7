#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "strategy/aims.h"
#include "strategy/event_priorities.h"
#include "strategy/learning.h"
#include "strategy/reads_from.h"

namespace heddle::strategy {

// Reads-from coverage: brings about, systematically, who reads from whom. After Wolff, Shi, Duck,
// Mathur, Roychoudhury, "Greybox fuzzing for concurrency testing" (RFF), ASPLOS 2024.
//
// The runs so far have shown operations (by kind, place and object, so a hundred goroutines that do
// the same are one operation) and which of them meets which (strategy/sources.h): a load the store,
// an acquire the release before it, a receive the send. A run aims at one to three pairs of a
// reader and a source that were not seen together lately, and is scheduled so that they come about:
//
//   a reader that would meet what it is to meet goes first, one that would not is held back;
//   a source that is wanted goes before others, or (in every second aim) waits for its reader;
//   what would come between the two is held back;
//   taking a lock, or a token that travels through a channel, counts as what is done while it is
//   held (lifting): who is held back inside would hold back everybody.
//
// Among equals the operation with the highest priority goes, as in pos, or in every second run the
// default order is kept, which is how a bug shows that needs few switches.
//
// What is learned: reads_from.h, from every run. Departures from the paper: the aims are not
// mutated from a corpus of earlier ones but chosen to cover what was tried and seen least; locks
// and channels are objects with readers and sources like all others; a source of the reader's own
// goroutine is another pair; lifting; a goroutine that spins is no longer directed.
class Rfc final : public Learning {
 public:
  Rfc();
  // As a part of a strategy that learns for it.
  explicit Rfc(std::shared_ptr<ReadsFrom> known);

  std::string spec() const override { return "rfc"; }
  engine::Goroutine* pick(const engine::Choice& choice) override;
  void yielded(engine::Goroutine& goroutine) override;

 private:
  // A pair aimed at, as the run needs it.
  struct Aim {
    std::uint64_t object;
    std::uint64_t source_name;  // 0: none
    std::uint32_t source;
    std::uint32_t reader;
    bool late;  // the source waits for its reader to be there
    bool done;  // the reader will not come again
  };
  Rfc(std::shared_ptr<ReadsFrom> known, bool own);
  void prepare(std::uint64_t index) override;
  void arrived(engine::Goroutine& goroutine) override;
  bool needs_to_watch() const override { return true; }
  std::uint64_t kinds() const override { return known_->kinds(); }
  void saw(const engine::Performed& what) override;

  void choose_aims();
  void aim_at(const AimSet& set);

  bool is_aimed_at(std::uint64_t object) const noexcept;
  bool reader_waits(const engine::Choice& choice, const Aim& aim) const;
  int score(const engine::Choice& choice, const engine::Goroutine& goroutine) const;
  int score_of(const engine::Choice& choice, const engine::Goroutine& goroutine,
               const trace::Touch& op, std::uint32_t event) const;

  std::shared_ptr<ReadsFrom> known_;
  EventPriorities priorities_;
  std::uint64_t listed_for_ = ~std::uint64_t{0};  // batch, by its first run
  Aims candidates_;
  std::vector<Aim> aims_;
  std::vector<ReadsFrom::Section> lifted_;  // with something aimed at inside
  std::vector<bool> spun_;                  // by ordinal
  bool keeps_order_ = false;
};

}  // namespace heddle::strategy
