#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "strategy/abstract_event.h"
#include "strategy/hash_index.h"
#include "strategy/knowledge.h"
#include "strategy/sources.h"

namespace heddle::strategy {

// What the runs so far have shown of who reads from whom: the operations by name
// (abstract_event.h), the pairs of a reader and its source that were met or could be met, and what
// is done between taking something and giving it back (a lock; a token that travels through a
// channel).
//
// All of it is bounded; what comes when a table is full is not learned.
class ReadsFrom final : public Knowledge {
 public:
  static constexpr std::uint32_t none = ~std::uint32_t{0};

  struct Event {
    std::uint64_t name;
    std::uint64_t object;
    trace::Touch op;
    bool alone;        // it was only ever done when no other goroutine was left
    std::uint64_t by;  // identity of the only goroutine that ever did it; 0: there are several
  };
  // A reader and what it may meet.
  struct Pair {
    std::uint32_t reader;
    std::uint32_t source;      // none: nothing was done to the object before
    bool own;                  // the reader's own goroutine did it
    std::uint32_t seen = 0;    // runs that showed it
    std::uint32_t tried = 0;   // runs that aimed at it
    std::uint64_t lately = 0;  // which of the last 64 runs showed it, the latest lowest
  };
  // `inside` is done between `taken` and giving back what that took. It may be a second taking of
  // the same (a shared lock).
  struct Section {
    std::uint32_t taken;
    std::uint32_t inside;
  };

  ReadsFrom();

  std::span<const Event> events() const noexcept { return events_; }
  std::span<const Pair> pairs() const noexcept { return pairs_; }
  std::span<const Section> sections() const noexcept { return sections_; }
  // Whether another goroutine can bring the pair about, or keep it from coming about.
  bool depends_on_others(const Pair& pair) const noexcept;
  // Which event this is; none: never seen in a run that was learned.
  std::uint32_t event_of(const engine::Operation& op) noexcept {
    return op.object == nullptr ? none : event_of(op.kind, op.object->identity, op.at);
  }
  std::uint32_t event_of(engine::OpKind kind, std::uint64_t object, const Here& at) noexcept {
    return event_index_.find(names_.name(kind, object, at));
  }
  // Whether the run learned last showed a pair that none had shown before; whether its pairs, taken
  // together, were new.
  bool showed_new_pair() const noexcept { return showed_new_pair_; }
  bool showed_new_set() const noexcept { return showed_new_set_; }

  // The run under way aims at something: a number that stands for it, and pairs, or none.
  void aim(std::uint64_t key, std::span<const std::uint32_t> pairs);
  // How many runs aimed at it.
  std::uint32_t tried(std::uint64_t key) const noexcept;

  // The sources in the run under way.
  const Sources& sources() const noexcept { return sources_; }

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
  static constexpr std::size_t events_most = 1024;
  static constexpr std::size_t pairs_most = 4096;
  static constexpr std::size_t sections_most = 4096;
  static constexpr std::size_t aims_most = 4096;
  static constexpr std::size_t sets_most = 4096;
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
    std::uint64_t object;
    std::uint64_t taken;
    engine::OpKind kind;
    std::uint32_t inside_count;
    std::uint64_t inside[inside_most];
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
  void drop_what_is_known();
  void learn_events();
  void learn_pairs();
  void learn_sections();
  void learn_aim();
  std::uint32_t pair_of(std::uint32_t reader, std::uint32_t source, bool own);
  void add_event(const Event& event);
  void add_possible(std::uint32_t reader, std::uint32_t source);
  void rebuild();

  // Learned.
  std::vector<Event> events_;
  std::vector<Pair> pairs_;
  std::vector<Section> sections_;
  std::vector<Aim> aims_;
  std::vector<std::uint64_t> sets_;  // hashes of the pairs of a run
  bool showed_new_pair_ = false;
  bool showed_new_set_ = false;
  // These follow from the lists.
  HashIndex event_index_, pair_index_, section_index_, aim_index_, set_index_;

  // Of the run under way.
  EventNames names_;
  Sources sources_;
  std::uint32_t live_ = 0;           // goroutines
  std::vector<Follower> followers_;  // by ordinal
  std::vector<Event> seen_events_;
  std::vector<SeenPair> seen_pairs_;
  std::vector<std::uint32_t> seen_known_pairs_;  // at the end of the run
  std::vector<SeenSection> seen_sections_;
  HashIndex seen_event_index_, seen_pair_index_, seen_section_index_;
  std::uint64_t aim_key_ = 0;  // 0: at nothing
  std::vector<std::uint32_t> aimed_;
};

}  // namespace heddle::strategy
