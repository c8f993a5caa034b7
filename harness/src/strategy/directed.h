#pragma once

#include <string>
#include <utility>
#include <vector>

#include "strategy/sampling.h"

namespace heddle::strategy {

// Tries to bring about a deadlock that was seen to be possible: Joshi, Park, Sen, Naik, "A
// randomized dynamic program analysis technique for detecting real deadlocks" (DeadlockFuzzer),
// PLDI 2009.
//
// Every ready goroutine is as likely as any other, but one that is about to ask for a lock of the
// cycle at its place in the cycle is held back, with the locks it has, until the others have got
// to theirs. When nobody else can go on the clock may fire early, and else one of those held back
// is let go.
//
// Departure from the paper: a goroutine is known by the lock it asks for and by the place, not by
// who made it; holding back one too many only costs a try.
class Directed final : public Sampling {
 public:
  // Where a goroutine of the cycle asks for the lock that the next one holds.
  struct Place {
    std::uint64_t lock;  // identity; 0: any
    std::string file;
    std::uint32_t line;
  };
  explicit Directed(std::vector<Place> places) : places_(std::move(places)) {}

  std::string spec() const override { return "directed"; }
  engine::Goroutine* pick(const engine::Choice& choice) override;

 private:
  bool is_held_back(const engine::Goroutine& goroutine) const;

  std::vector<Place> places_;
  std::vector<engine::Goroutine*> free_;
};

}  // namespace heddle::strategy
