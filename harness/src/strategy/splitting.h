#pragma once

// How a search is split, and a part of it explored: what workers do in a campaign whose search is
// shared out (search/search_division.h).
//
// First comes a REHEARSAL: each part, beginning with the whole, is split after a run of it, and so
// are the parts that come of that, until there are enough or nothing is left to split. Which parts
// there are follows from the search alone, not from who asks for them; nothing that the rehearsal
// shows counts. Then each part is explored by itself.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "strategy/splittable.h"

namespace heddle::strategy {

class Splitting final : public engine::Strategy {
 public:
  // Enough for some dozens of workers, although some parts are much larger than others.
  static constexpr std::size_t parts_wanted = 256;

  explicit Splitting(std::unique_ptr<Splittable> search) : search_(std::move(search)) {}

  // States to resume: the search in one piece as it is told here, which goes on where it is; its
  // rehearsal; and one of the parts that a rehearsal, once over, has left.
  Bytes whole() const;
  Bytes rehearsal() const;
  std::size_t parts() const noexcept { return parts_.size(); }
  Bytes part(std::size_t index) const;

  // Only a rehearsal: nothing counts.
  bool rehearses() const noexcept override { return head_.mode == Mode::rehearsal; }
  // The split was a mistake; only the search in one piece knows how to go on.
  bool is_mistaken() const noexcept { return head_.is_mistaken; }
  bool gave_up() const noexcept { return head_.gave_up; }
  // Its parts are those of the search from its beginning, wherever the rehearsal began.
  bool began_again() const noexcept { return head_.restarts != 0; }

  std::string spec() const override { return search_->spec(); }
  bool begin_run(std::uint64_t index, std::uint64_t seed) override;
  engine::Goroutine* pick(const engine::Choice& choice) override { return search_->pick(choice); }
  std::uint32_t choose(engine::DecisionKind kind, std::uint32_t n, std::uint32_t check) override {
    return search_->choose(kind, n, check);
  }
  std::uint64_t random_bits(std::uint32_t check) override { return search_->random_bits(check); }
  void spawned(engine::Goroutine& goroutine) override { search_->spawned(goroutine); }
  void yielded(engine::Goroutine& goroutine) override { search_->yielded(goroutine); }
  std::uint64_t watched_kinds() const override { return search_->watched_kinds(); }
  void performed(const engine::Performed& what) override { search_->performed(what); }
  engine::Follower* follower() override { return search_->follower(); }
  void end_run(const engine::RunEnd& end) override { search_->end_run(end); }
  std::uint32_t early_firings() const override { return search_->early_firings(); }
  std::size_t save(std::span<std::byte> room) const noexcept override;
  void resume(std::span<const std::byte> saved) override;
  bool divides() const override { return true; }
  bool exhaustive() const override { return !head_.gave_up && search_->exhaustive(); }
  std::int32_t exhausted_bound() const override {
    return head_.gave_up ? -1 : search_->exhausted_bound();
  }
  std::uint32_t progress() const override { return search_->progress(); }
  std::uint64_t classes() const override { return search_->classes(); }

 private:
  static constexpr std::uint32_t restarts_max = 32;
  // What all parts may take together, as bytes.
  static constexpr std::size_t bytes_most = 16 << 20;

  enum class Mode : std::uint8_t { whole, rehearsal, part };
  struct Head {
    Mode mode = Mode::whole;
    bool is_open = false;  // rehearsal: the part `at` is being tried
    bool has_run = false;  // ... and its run was made
    bool grew = false;     // something was split since the first part was tried
    bool gave_up = false;  // not everything was seen
    bool is_mistaken = false;
    std::uint32_t restarts = 0;
    std::uint64_t at = 0;
  };
  struct Part {
    Bytes state;
    bool settled = false;  // it cannot be split
  };

  static std::size_t write(std::byte* to, const Head& head, const Bytes& start,
                           std::span<const Part> parts) noexcept;
  static Bytes state(const Head& head, const Bytes& start, std::span<const Part> parts,
                     const Bytes& search);
  bool rehearse(std::uint64_t index, std::uint64_t seed);
  bool open_next();
  void close();
  void begin_again();
  std::size_t bytes_of_parts() const noexcept;

  std::unique_ptr<Splittable> search_;
  Head head_;
  Bytes start_;  // of the part that is open or explored
  std::vector<Part> parts_;
};

}  // namespace heddle::strategy
