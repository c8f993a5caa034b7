#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "strategy/event_priorities.h"
#include "strategy/learning.h"
#include "strategy/reads_from.h"

namespace heddle::strategy {

// Reads-from coverage: brings about, systematically, who reads from whom. After Wolff, Shi, Duck,
// Mathur, Roychoudhury, "Greybox fuzzing for concurrency testing" (RFF), ASPLOS 2024.
//
// The runs so far have shown operations (by kind, place and object; so a hundred goroutines that do
// the same are one operation) and which of them meets which (strategy/sources.h): a load the store,
// an acquire the release before it, a receive the send. A run aims at one to three pairs of a reader
// and a source, some of them never seen, and is scheduled so that they come about:
//
//   a reader that would meet what it is to meet goes first, one that would not is held back;
//   a source that a waiting reader is to meet goes before others;
//   what would come between the two is held back;
//   taking a lock, or a token that travels through a channel, counts as what is done while it is
//   held (lifting): who is held back inside would hold back everybody.
//
// Among equals the operation with the highest priority goes, as in pos, or in every second run the
// default order is kept, which is how a bug shows that needs few switches.
//
// Departures from the paper: the aims are not mutated from a corpus of earlier ones but chosen to
// cover what was tried least; locks and channels are objects with readers and sources like all
// others; whether the source is the reader's own goroutine makes two pairs of one; lifting.
class Rfc final : public Learning {
 public:
  Rfc();
  // As a part of a strategy that learns for it.
  explicit Rfc(std::shared_ptr<ReadsFrom> known);

  std::string spec() const override { return "rfc"; }
  engine::Goroutine* pick(const engine::Choice& choice) override;
  void yielded(engine::Goroutine& goroutine) override;

 private:
  static constexpr std::uint32_t aims_most = 3;

  // A pair aimed at.
  struct Aim {
    std::uint64_t object = 0;
    std::uint64_t source = 0;  // name of the event; 0: none
    std::uint32_t reader = 0;  // index of the event
    std::uint32_t source_event = 0;
    bool late = false;  // the source waits for its reader to be there
    bool done = false;
  };
  // Something known to be done to an object aimed at, while `taken` is held.
  struct Lifted {
    std::uint32_t taken;
    std::uint32_t inside;
  };

  Rfc(std::shared_ptr<ReadsFrom> known, bool own);
  void prepare(std::uint64_t index) override;
  void arrived(engine::Goroutine& goroutine) override;

  void list_candidates();
  void choose_aims();
  std::uint32_t drawn_candidate();
  bool fits(std::span<const std::uint32_t> set, std::uint32_t pair) const;
  void aim_at(std::span<const std::uint32_t> set);
  int score(const engine::Choice& choice, const engine::Goroutine& goroutine);
  int score_of(const engine::Choice& choice, const engine::Goroutine& goroutine,
               const trace::Touch& op, std::uint32_t event);
  bool reader_waits(const engine::Choice& choice, const Aim& aim) const;

  std::shared_ptr<ReadsFrom> known_;
  EventPriorities priorities_;
  std::uint64_t listed_for_ = ~std::uint64_t{0};  // batch
  std::vector<std::uint32_t> candidates_;         // indices of pairs worth aiming at
  std::vector<std::uint32_t> fresh_;              // of those, never seen nor tried
  std::vector<Aim> aims_;
  std::vector<Lifted> lifted_;
  std::vector<bool> spun_;  // by ordinal
  bool keeps_order_ = false;
};

}  // namespace heddle::strategy
