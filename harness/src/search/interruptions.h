#pragma once

// The preemptions of a recorded run, in the words a report needs: where a goroutine that could have
// gone on was made to wait, and who went in between.

#include <heddle/trace/finding.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/strategy.h"

namespace heddle::search {

// Takes the decisions of another strategy, which must outlive it, and writes down who is
// interrupted.
class Interruptions final : public engine::Strategy {
 public:
  explicit Interruptions(engine::Strategy& leader) : leader_(leader) {}

  std::string spec() const override { return leader_.spec(); }
  bool begin_run(std::uint64_t index, std::uint64_t seed) override;
  engine::Goroutine* pick(const engine::Choice& choice) override;
  std::uint32_t choose(engine::DecisionKind kind, std::uint32_t n, std::uint32_t check) override {
    return leader_.choose(kind, n, check);
  }
  std::uint64_t random_bits(std::uint32_t check) override { return leader_.random_bits(check); }
  void spawned(engine::Goroutine& goroutine) override { leader_.spawned(goroutine); }
  void yielded(engine::Goroutine& goroutine) override { leader_.yielded(goroutine); }
  std::uint64_t watched_kinds() const override { return ~std::uint64_t{0}; }
  void performed(const engine::Performed& what) override;
  std::uint32_t early_firings() const override { return leader_.early_firings(); }

  // Of more than this many nobody reads the rest.
  static constexpr std::size_t listed_most = 64;

  // One sentence each, in order: "between a.cpp:10 and a.cpp:11 of G2 worker, G3 ran".
  std::vector<std::string> told() const;

 private:
  struct Interruption {
    std::uint32_t ordinal = 0;
    std::string name;
    std::string after;   // the place of its last operation; empty: it had made none
    std::string before;  // the place of its next one; empty: it never went on
    std::vector<std::uint32_t> others;
    bool open = true;
  };
  std::string& last_place(std::uint32_t ordinal);

  engine::Strategy& leader_;
  std::vector<Interruption> list_;
  std::vector<std::string> last_places_;  // by ordinal
};

}  // namespace heddle::search
