#pragma once

// dpor: one run of each happens-before class.
//
// Most schedules differ only in the order of steps that commute. Runs that can be turned into each
// other by swapping such neighbours form a class (Mazurkiewicz 1977); whatever the program can do,
// each class shows it in any of its runs. This strategy goes through the classes, one run for each,
// and then says that there are no more.
//
//   P. Abdulla, S. Aronis, B. Jonsson, K. Sagonas: "Source sets: a foundation for optimal dynamic
//   partial order reduction", Journal of the ACM 64(4), 2017: the optimal algorithm, with sleep
//   sets and wakeup trees.
//
// THE ALGORITHM. After a run, look for races: two steps that conflict, with nothing between them
// that orders them anyway, and that could have come in the other order. For each race, from the
// place before its first step, there must be a run in which the second one comes first: the
// sequence of all that does not depend on the first step, and then the second, is added to the
// wakeup tree of that place, unless a run that does so has been seen (a goroutine sleeps there
// whose step could begin the sequence) or is planned (a branch of the tree leads there). Then take
// the deepest place that has a branch left, put the goroutine that went on from there to sleep,
// follow the branch, and from its end on let whoever is awake go first. Whoever sleeps wakes up
// when something happens that conflicts with its step. Nobody who is alone awake is ever asleep, so
// no run is given up half-way: that is what wakeup trees are for.
//
// Which steps conflict is told by trace/op.h; what enables what, by the engine (engine/follower.h).
// A step is what a goroutine does from one announced operation to the next, so it can touch several
// objects. DEPARTURES from the paper:
//
//   Races are looked for only where the second step is new: the others were seen in an earlier run
//   that shares both. The sequence is of the whole run, as in the paper.
//   A step that waits for a partner and one that finds it there are the same step (see
//   dpor_path.h); steps that only go on after waiting are steps that touch nothing.
//   A lock that is held disables those who want it. The race is then with the step that has taken
//   it; also of those who still wait when the run ends, which is how deadlocks are found.
//   What choose(n) returns, which ready case a select takes, and which of several timers with one
//   deadline fires is no race: all values are tried, in place, as part of the step.
//   random_u64 is not enumerated: its bits come from the seed of the first run.
//   The clock conflicts with everything. When all wait it moves, and nothing could have come
//   later; an early firing is a race with each of the last steps before it. Where the clock turns
//   out not to be on offer, the run counts as redundant.
//   A step that ends the run (a finding; main's return without drain) conflicts with what the
//   others were about to do, but not with what they have done. An assumption that fails stops its
//   goroutine for good, and the others go on: the run is cut and is no class, but it is no hole
//   either: no run in which the assumption holds is missed.
//
// COMPLETE means: one run of each class was seen in which at most `early` timers fire early, for
// the random bits that the seed gives. It is not claimed when a run was cut at a limit, nor when
// the program depends on something else than its schedule.
//
// With a preemption bound it is another algorithm: see dpor_bounded.cpp. How the search is split
// into parts for several workers is told in dpor_split.cpp.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/rng.h"
#include "strategy/dpor_counts.h"
#include "strategy/dpor_path.h"
#include "strategy/dpor_touches.h"
#include "strategy/dpor_tree.h"
#include "strategy/splittable.h"

namespace heddle::strategy {

class Dpor final : public Splittable, private engine::Follower {
 public:
  static constexpr std::uint32_t restarts_max = 8;

  // `bound`: at most so many preemptions in a run, -1 for any number; see dpor_bounded.cpp.
  // `commute`: two additions to an atomic commute. That is true when the program does not use what
  // they return, which nobody checks.
  Dpor(std::int32_t bound, bool commute);

  std::string spec() const override;
  bool begin_run(std::uint64_t index, std::uint64_t seed) override;
  engine::Goroutine* pick(const engine::Choice& choice) override;
  std::uint32_t choose(engine::DecisionKind kind, std::uint32_t n, std::uint32_t check) override;
  std::uint64_t random_bits(std::uint32_t check) override;
  void spawned(engine::Goroutine& goroutine) override;
  void yielded(engine::Goroutine& goroutine) override;
  std::uint64_t watched_kinds() const override;
  void performed(const engine::Performed& what) override;
  engine::Follower* follower() override { return this; }
  void end_run(const engine::RunEnd& end) override;
  std::uint32_t early_firings() const override { return 1; }
  std::size_t save(std::span<std::byte> room) const noexcept override;
  void resume(std::span<const std::byte> saved) override;
  // False also when the bound kept the search from something.
  bool exhaustive() const override {
    return !state_.gave_up && !state_.limited && !state_.bound_cut;
  }
  std::int32_t exhausted_bound() const override {
    return state_.bound_cut && !state_.gave_up && !state_.limited ? bound_ : -1;
  }
  std::uint32_t progress() const override;
  // With a bound a class may come more than once: they are not counted.
  std::uint64_t classes() const override { return bound_ < 0 ? state_.classes : 0; }

  bool can_split() const override { return bound_ < 0; }
  bool poise() override;
  bool split(const Bytes& start, std::vector<Bytes>& parts) override;
  bool shows_nothing() const override { return state_.classes == 0 && state_.real == 0; }
  Tear tear() const override;
  void begin_again() override;

  // Runs that showed nothing new: none, but where the clock was not on offer, and in parts.
  std::uint64_t redundant_runs() const noexcept { return state_.redundant; }
  // Where two runs differed although they had taken the same decisions; empty if they never did.
  const std::string& nondeterminism() const noexcept { return nondeterminism_; }

 private:
  static constexpr std::uint32_t none = dpor::none;

  // A place: the state before a step of the path. The last place may have no step yet.
  struct Place {
    std::uint32_t first_sleeper;      // of sleepers_, up to the next place's
    dpor::WakeupTrees::Tree planned;  // without the branch under way
    std::uint32_t explored;           // branches that are done
    std::uint32_t touches;  // of the step, with the values of choose that were tried before
    bool ends_run;          // the step does, or has done with another value
    bool may_fire;          // the clock was on offer
    // With a bound.
    std::uint32_t preemptions = 0;  // so far
    std::uint32_t stays = none;     // whom it would be a preemption not to take
    std::uint32_t first_ready = 0;  // of place_ready_, up to the next place's
    // The branch under way belongs, at least partly, to another part of the search.
    bool elsewhere = false;
  };
  // A branch that is done: whoever would take it sleeps, and so do those who conflict with nothing
  // that has happened since.
  struct Sleeper {
    dpor::Move move;
    // Nothing is known of what others do behind it: it ends the run, or was taken elsewhere.
    bool blind;
  };
  // A value chosen by a step.
  struct Chosen {
    std::uint32_t value;
    std::uint32_t n;
    bool planned;  // by the branch: the other values are not its business
  };
  // A step with which nobody else's conflicts, as far as is known.
  struct Trusted {
    std::uint32_t slot;
    std::uint32_t touches;
  };
  struct State {
    std::uint64_t classes = 0;
    std::uint64_t redundant = 0;
    std::uint64_t seed = 0;
    std::uint32_t restarts = 0;
    std::uint32_t early = 1;
    bool started = false;
    bool gave_up = false;            // the program is not deterministic
    bool limited = false;            // a run was cut at a limit
    bool counts_goroutines = false;  // somebody has asked for their number
    bool orders_counts = false;      // Touches::order_counts
    bool tells_waits = false;        // Touches::tell_waits_from_dones
    bool starts_over = false;
    bool bound_cut = false;
    bool clock_seen = false;  // it was on offer somewhere
    // Of a part of the search.
    std::uint32_t floor = 0;  // places in front of it, which it leaves alone
    bool is_part = false;
    bool poised = false;     // the next run is known already
    bool blocked = false;    // all who could go on in the run sleep
    bool may_split = false;  // it was asked for its next run before that
    std::uint64_t real = 0;  // runs that were not redundant
    std::uint64_t done = 0;  // who has come to the end in the run, as bits
    // The branch to be taken.
    std::uint32_t shared = 0;            // steps before it, as in the run before
    bool has_move = false;               // false: the first run
    dpor::Move move = {0, 0, 0};         // its first step ...
    std::uint32_t first_chosen = 0;      // ... whose values begin here in chosen_ ...
    dpor::WakeupTrees::Tree behind = 0;  // ... and what comes next
    // The run under way.
    std::uint32_t position = 0;  // steps begun
    std::uint32_t told = 0;      // values told to the step under way
    std::uint32_t plan_values = 0;
    bool in_run = false;
    bool open = false;             // the last step of the path is not closed
    bool lost = false;             // it has left the known path
    bool is_redundant = false;     // nothing from here on is new
    bool ended = false;            // by its last step
    bool decided = false;          // the last step was
    std::uint32_t goroutines = 0;  // so far
  };

  // engine::Follower
  void begins(std::uint32_t early_firings) override { state_.early = early_firings; }
  void step(const engine::Goroutine& goroutine) override;
  void clock_step(bool early) override;
  void also(const trace::Touch& touch) override;
  void leaves(engine::Sync& place, bool adds) override;
  void takes_up(const engine::Sync& place) override;
  void carries(engine::Sync& to, const engine::Sync& from) override;
  void gives_up() override;
  void ends_run(bool limit) override;

  // Following a run, in dpor_run.cpp.
  bool follows() const noexcept {
    return state_.position != 0 && !state_.is_redundant && !state_.lost;
  }
  // Whether the step under way is new.
  bool records() const noexcept { return follows() && state_.position > state_.shared; }
  std::uint32_t now() const noexcept { return state_.position - 1; }
  bool repeats(std::uint32_t slot);
  void arrive();
  void open_step(std::uint32_t slot, bool resumes, bool early);
  void close_step();
  void number_step();
  void collect_ready();
  void announce(const engine::Goroutine& goroutine);
  void add_select();
  engine::Goroutine* follow_plan(const engine::Choice& choice, const dpor::Move& move);
  engine::Goroutine* go_free(const engine::Choice& choice);
  bool sleeps(std::uint32_t slot) const noexcept;
  std::uint32_t slot_of(const engine::Goroutine& goroutine) const noexcept {
    return slot_of_[goroutine.ordinal];
  }
  void lose(const std::string& what);
  void offer_clock();
  void block(bool clock);
  bool sleeps_at_end() const noexcept;

  // From run to run, in dpor.cpp; as bytes, in dpor_state.cpp.
  bool advance();
  bool backtrack();
  bool try_next_value();
  void finish_branch();
  void take_branch(Place& place);
  void leave_free(Place& place);
  std::uint32_t planned_values(std::uint32_t step);
  std::uint32_t last_sleeper(std::uint32_t place) const noexcept;
  void conclude_run();
  void conclude_dead_run();
  void reverse_holders();
  void reverse_firings();
  void check_counts();
  bool could_fire(const dpor::Race& race) const noexcept;
  void reverse_end(bool died);
  void reverse(std::uint32_t first, std::uint32_t second, const dpor::Move& last);
  void plan(std::uint32_t place);
  void start_over();

  // Parts, in dpor_split.cpp.
  std::size_t end_of_values(std::uint32_t step) const noexcept;
  bool has_values_left(std::uint32_t step) const noexcept;
  bool prescribes_values(std::uint32_t step) const noexcept;
  bool may_do_otherwise(std::uint32_t place) const noexcept;
  bool others_conflict(std::uint32_t touches, std::uint64_t others) const noexcept;
  std::uint64_t done_goroutines() const noexcept;
  bool is_trusted(std::uint32_t place) const noexcept;
  void know(const Dpor& other);
  void trust(const Dpor& run, std::uint32_t end);
  void note_maker(std::uint32_t slot, std::uint32_t touches);
  std::uint32_t place_to_split() const noexcept;
  void keep_only(std::uint32_t place);
  void become_part(std::uint32_t floor) noexcept;

  // With a bound, in dpor_bounded.cpp.
  void note_ready(const engine::Choice* choice);
  void conclude_bounded_run(bool died);
  void try_conflicting(std::uint32_t slot, std::uint32_t touches, std::uint32_t since,
                       std::uint32_t end);
  void try_firing_before(std::uint32_t firing);
  void try_before(std::uint32_t step, std::uint32_t slot);
  void try_or_all(std::uint32_t at, std::uint32_t slot);
  void try_at(std::uint32_t at, std::uint32_t slot);

  template <class Self, class Bytes>
  static void exchange(Self& self, Bytes& bytes);

  State state_;
  dpor::Touches touches_;
  dpor::Values values_;
  dpor::Numbers slots_;  // of goroutines, by identity; 0 is the clock
  dpor::Path path_;
  dpor::WakeupTrees trees_;
  std::vector<Place> places_;
  std::vector<Sleeper> sleepers_;
  std::vector<std::uint32_t> place_ready_;   // with a bound: who was ready at the places
  std::vector<Chosen> chosen_;               // by the steps of the path, in order
  std::vector<std::uint32_t> first_chosen_;  // by step
  std::vector<std::uint32_t> all_values_;    // by step, of Values
  std::vector<dpor::Race> races_;
  std::vector<std::uint32_t> disarming_;       // steps after which the clock was no longer on offer
  std::vector<std::uint32_t> ready_;           // slots, see collect_ready
  std::vector<engine::Goroutine*> ready_now_;  // where the last step was decided
  dpor::Sequence sequence_;
  std::vector<std::uint32_t> free_choosers_;  // steps of the sequence whose values are not planned
  dpor::Counts counts_;
  std::int32_t bound_;
  bool commute_;
  // Of parts of the search: who has made steps that touch this, by number of Touches, as bits.
  std::vector<std::uint64_t> makers_;
  std::vector<Trusted> trusted_;
  // The step that is open.
  std::uint32_t check_ = 0;  // of its decision; 0: there was none
  trace::Touch announced_;
  std::vector<dpor::Access> accesses_;
  std::vector<dpor::Access> least_;
  std::vector<std::uint64_t> cases_;  // of a select: the objects
  bool select_fails_ = false;
  // The run under way.
  std::vector<std::uint32_t> slot_of_;          // by ordinal
  std::vector<engine::Goroutine*> goroutines_;  // by slot
  engine::Rng rng_{0};
  std::string nondeterminism_;
};

}  // namespace heddle::strategy
