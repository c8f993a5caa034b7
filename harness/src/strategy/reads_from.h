#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "strategy/abstract_event.h"
#include "strategy/hash_index.h"
#include "strategy/knowledge.h"
#include "strategy/sources.h"

namespace heddle::strategy {

// What the runs so far have shown of who reads from whom: the operations by name (abstract_event.h),
// the pairs of a reader and its source that were met, those that could be met, and which operations
// stand between taking and giving back something (a lock; a token that travels through a channel).
class ReadsFrom final : public Knowledge {
 public:
  static constexpr std::uint32_t none = ~std::uint32_t{0};

  struct Event {
    std::uint64_t name;
    std::uint64_t object;
    trace::Touch op;
    std::uint64_t by;  // identity of the only goroutine that ever did it; 0: there are several
  };
  // A reader and what it may meet.
  struct Pair {
    std::uint32_t reader;
    std::uint32_t source;     // none: nothing was done to the object before
    bool own;                 // the reader's own goroutine did it
    std::uint32_t seen = 0;   // runs that showed it
    std::uint32_t tried = 0;  // runs that aimed at it
  };
  // `inside` is done between `taken` and giving back what that took.
  struct Section {
    std::uint32_t taken;
    std::uint32_t inside;
  };

  ReadsFrom();

  std::span<const Event> events() const noexcept { return events_; }
  std::span<const Pair> pairs() const noexcept { return pairs_; }
  std::span<const Section> sections() const noexcept { return sections_; }
  // Which event this is; none: never seen in a run that was learned.
  std::uint32_t event_of(const engine::Operation& op) noexcept;
  // How often pairs that were aimed at together in this way (`key`, from the pairs' indices) were
  // tried.
  std::uint32_t tried(std::uint64_t key) const noexcept;
  static std::uint64_t key_of(std::span<const std::uint32_t> pairs) noexcept;

  // The run under way.
  const Sources& sources() const noexcept { return sources_; }
  // It aims at these pairs.
  void aim(std::span<const std::uint32_t> pairs);
  // Whether the run that ended, or a lesson learned last, showed a pair that was not known.
  bool showed_new() const noexcept { return showed_new_; }

  std::uint64_t kinds() const noexcept override;
  void begin_run() override;
  void spawned(const engine::Goroutine& goroutine) override;
  void performed(const engine::Performed& what) override;
  void write_lesson(ByteWriter& lesson) const override;
  void learn(ByteReader& lesson) override;
  void save(ByteWriter& to) const noexcept override;
  void resume(ByteReader& from) override;

 private:
  static constexpr std::size_t events_most = 1024;
  static constexpr std::size_t pairs_most = 4096;
  static constexpr std::size_t sections_most = 4096;
  static constexpr std::size_t aims_most = 4096;
  static constexpr std::size_t open_most = 4;     // sections of one goroutine at a time
  static constexpr std::size_t inside_most = 16;  // operations known to be in an open section

  // What a run has shown, by the events' names.
  struct SeenPair {
    std::uint64_t reader, source;
    bool own;
  };
  struct SeenSection {
    std::uint64_t taken, inside;
  };
  // A section that a goroutine is in.
  struct Open {
    std::uint64_t object = 0;
    std::uint64_t taken = 0;
    engine::OpKind kind = engine::OpKind::none;
    std::uint64_t inside[inside_most] = {};
    std::uint32_t inside_count = 0;
  };
  struct Follower {  // of one goroutine through a run
    bool waits = false;
    std::uint32_t open_count = 0;
    Open open[open_most];
  };
  struct Aim {
    std::uint64_t key;
    std::uint32_t tried;
  };

  void follow(Follower& follower, const trace::Touch& op, std::uint64_t name);
  void close(Follower& follower, std::uint32_t place);
  void see_event(const trace::Touch& op, std::uint64_t name, const engine::Goroutine& by);
  void see_pair(std::uint64_t reader, const Source& source, std::uint32_t by);
  std::uint32_t pair_of(std::uint32_t reader, std::uint32_t source, bool own);
  void add_event(const Event& event);
  void add_possible(std::uint32_t reader, std::uint32_t source);
  void rebuild();

  // Learned.
  std::vector<Event> events_;
  std::vector<Pair> pairs_;
  std::vector<Section> sections_;
  std::vector<Aim> aims_;
  HashIndex event_index_, pair_index_, section_index_, aim_index_;  // follow from the lists
  bool showed_new_ = false;

  // Of the run under way.
  EventNames names_;
  Sources sources_;
  std::vector<Follower> followers_;  // by ordinal
  std::vector<Event> seen_events_;
  std::vector<SeenPair> seen_pairs_;
  std::vector<SeenSection> seen_sections_;
  HashIndex seen_event_index_, seen_pair_index_, seen_section_index_;
  std::vector<std::uint32_t> aimed_;
};

}  // namespace heddle::strategy
