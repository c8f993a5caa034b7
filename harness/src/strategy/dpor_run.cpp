// dpor while a run is under way: it goes where the search has planned, and writes down what is new.

#include "engine/object.h"
#include "engine/observer.h"
#include "strategy/dpor.h"
#include "strategy/order.h"

namespace heddle::strategy {

using dpor::Touches;
using engine::Goroutine;
using engine::is_select;
using engine::OpKind;
using trace::Touch;

namespace {

// What counts goroutines is one object of the run.
constexpr std::uint64_t census = 0x63656e737573;

// Steps with which nothing conflicts go first: whatever can be chosen from is then on the table.
bool touches_nothing(const Goroutine& goroutine) noexcept {
  const OpKind kind = goroutine.op.kind;
  if (kind == OpKind::start) return true;
  return kind == OpKind::resume && (goroutine.op.object == nullptr ||
                                    goroutine.op.object->type != engine::ObjectType::waitgroup);
}

bool is_ready(const Goroutine& goroutine) noexcept {
  return goroutine.state == engine::State::ready;
}

}  // namespace

// --- Where to go --------------------------------------------------------------------------------

void Dpor::lose(const std::string& what) {
  state_.lost = true;
  if (nondeterminism_.empty()) {
    nondeterminism_ = what +
                      ", although all decisions before were the same: the program depends on "
                      "something else than its schedule";
  }
}

Goroutine* Dpor::pick(const engine::Choice& choice) {
  if (state_.lost || state_.is_redundant) [[unlikely]]
    return default_pick(choice);
  const std::uint32_t here = state_.position;
  if (here < state_.shared) {
    const dpor::Path::Step& step = path_[here];
    Goroutine* next = step.slot == dpor::clock_slot ? nullptr : goroutines_[step.slot];
    const bool possible = next == nullptr ? choice.clock : is_ready(*next);
    if (possible && step.check == choice.check) return next;
    lose("decision of step " + std::to_string(here + 1) + " went differently in two runs");
    return default_pick(choice);
  }
  arrive();
  check_ = choice.check;
  ready_now_.assign(choice.ready, choice.ready + choice.count);
  places_.back().may_fire = choice.clock;
  if (choice.clock) offer_clock();
  if (bound_ >= 0 && !(here == state_.shared && state_.has_move)) note_ready(&choice);
  if (here == state_.shared && state_.has_move) return follow_plan(choice, state_.move);
  const dpor::WakeupTrees::Tree plan = places_.back().planned;
  return plan != 0 ? follow_plan(choice, trees_.first(plan)) : go_free(choice);
}

Goroutine* Dpor::follow_plan(const engine::Choice& choice, const dpor::Move& move) {
  if (move.slot == dpor::clock_slot) {
    if (choice.clock) return nullptr;
  } else if (move.slot < goroutines_.size() && goroutines_[move.slot] != nullptr &&
             is_ready(*goroutines_[move.slot])) {
    return goroutines_[move.slot];
  }
  state_.is_redundant = true;
  return default_pick(choice);
}

bool Dpor::sleeps(std::uint32_t slot) const noexcept {
  for (std::size_t i = places_.back().first_sleeper; i < sleepers_.size(); ++i) {
    if (sleepers_[i].move.slot == slot && sleepers_[i].move.values == 0) return true;
  }
  return false;
}

Goroutine* Dpor::go_free(const engine::Choice& choice) {
  if (bound_ >= 0) return default_pick(choice);
  Goroutine* best = nullptr;
  bool best_touches_nothing = false;
  const bool some_sleep = places_.back().first_sleeper < sleepers_.size();
  for (std::uint32_t i = 0; i < choice.count; ++i) {
    Goroutine* candidate = choice.ready[i];
    if (some_sleep && sleeps(slot_of(*candidate))) continue;
    const bool nothing = touches_nothing(*candidate);
    if (best != nullptr) {
      if (best_touches_nothing && !nothing) continue;
      const bool same = best_touches_nothing == nothing;
      if (same && (best == choice.current ||
                   (candidate != choice.current && candidate->ordinal > best->ordinal))) {
        continue;
      }
    }
    best = candidate;
    best_touches_nothing = nothing;
  }
  if (best != nullptr) return best;
  block(choice.clock);
  return default_pick(choice);
}

// --- Steps --------------------------------------------------------------------------------------

// The next place, unless it is there: where it is known who sleeps, and what is planned.
void Dpor::arrive() {
  if (places_.size() > state_.position) return;
  if (places_.empty()) {
    places_.push_back({0, 0, 0, Touches::nothing, false, false});
    return;
  }
  close_step();
  const dpor::Path::Step& step = path_[path_.size() - 1];
  const auto first = static_cast<std::uint32_t>(sleepers_.size());
  if (bound_ >= 0) {
    const Place& before = places_.back();
    const bool preempts =
        step.slot != dpor::clock_slot && before.stays != none && before.stays != step.slot;
    const std::uint32_t preemptions = before.preemptions + (preempts ? 1 : 0);
    places_.push_back({first, 0, 0, Touches::nothing, false, false, preemptions, none,
                       static_cast<std::uint32_t>(place_ready_.size())});
    return;
  }
  for (std::uint32_t i = places_.back().first_sleeper; i < first; ++i) {
    const Sleeper sleeper = sleepers_[i];
    if (sleeper.move.slot != step.slot && !touches_.dependent(sleeper.move.touches, step.touches)) {
      sleepers_.push_back(sleeper);
    }
  }
  places_.push_back({first, state_.behind, 0, Touches::nothing, false, false});
}

// A step of the part that is shared with earlier runs.
bool Dpor::repeats(std::uint32_t slot) {
  if (state_.position >= state_.shared) return false;
  const std::uint32_t here = state_.position++;
  state_.told = 0;
  if (path_[here].slot != slot) {
    lose("step " + std::to_string(here + 1) + " was another goroutine's");
  } else {
    path_.again(here);
  }
  return true;
}

void Dpor::step(const Goroutine& goroutine) {
  if (state_.lost || state_.is_redundant) return;
  const std::uint32_t slot = slot_of(goroutine);
  if (repeats(slot)) return;
  arrive();
  // In a part of the search also who is alone may sleep.
  const bool decided = check_ != 0 || (state_.position == state_.shared && state_.has_move);
  if (state_.is_part && !decided && sleeps(slot)) return block(false);
  open_step(slot, goroutine.op.kind == OpKind::resume, false);
  if (state_.open) announce(goroutine);
}

void Dpor::clock_step(bool early) {
  if (state_.lost || state_.is_redundant || repeats(dpor::clock_slot)) return;
  arrive();
  open_step(dpor::clock_slot, false, early);
}

void Dpor::open_step(std::uint32_t slot, bool resumes, bool early) {
  Place& place = places_.back();
  const bool branch = state_.position == state_.shared && state_.has_move;
  state_.plan_values = 0;
  if (branch || place.planned != 0) {
    const dpor::Move move = branch ? state_.move : trees_.first(place.planned);
    if (move.slot != slot) {
      // Nobody else can go, and the plan wants somebody else.
      state_.is_redundant = true;
      return;
    }
    state_.plan_values = move.values;
    if (!branch) state_.behind = trees_.take_first(place.planned);
  } else {
    state_.behind = 0;
  }
  const std::uint32_t before = path_.size();
  if (before != 0 && places_[before - 1].may_fire && !place.may_fire &&
      path_[before - 1].slot != dpor::clock_slot) {
    disarming_.push_back(before - 1);
  }
  first_chosen_.push_back(branch ? state_.first_chosen
                                 : static_cast<std::uint32_t>(chosen_.size()));
  path_.open(slot, check_, resumes, early);
  state_.decided = check_ != 0;
  check_ = 0;
  ++state_.position;
  state_.told = 0;
  state_.open = true;
  announced_ = {};
  accesses_.clear();
  cases_.clear();
}

void Dpor::announce(const Goroutine& goroutine) {
  const engine::Operation& op = goroutine.op;
  if (op.kind == OpKind::num_goroutine) {
    // Ending and creating goroutines matters from now on, and should have from the beginning.
    if (!state_.counts_goroutines) state_.starts_over = true;
    state_.counts_goroutines = true;
    announced_ = {op.kind, Touch::none, census};
  } else if (is_select(op.kind)) {
    announced_ = {op.kind, Touch::none, 0};
    for (std::uint32_t i = 0; i < op.case_count; ++i) {
      const engine::Object* object = op.cases[i].object;
      cases_.push_back(object == nullptr ? 0 : object->identity);
    }
    select_fails_ = false;
  } else if (op.object != nullptr && !touches_nothing(goroutine)) {
    announced_ = op.touch();
    // Who goes on after a WaitGroup's wait looks at the counter once more.
    if (op.kind == OpKind::resume) announced_.kind = OpKind::wg_wait;
  }
}

std::uint64_t Dpor::watched_kinds() const {
  constexpr auto bit = engine::Observer::bit;
  constexpr std::uint64_t with_facts =
      bit(OpKind::chan_try_send) | bit(OpKind::chan_try_recv) | bit(OpKind::select) |
      bit(OpKind::try_select) | bit(OpKind::mutex_try_lock) | bit(OpKind::rw_try_lock) |
      bit(OpKind::rw_try_rlock) | bit(OpKind::wg_add) | bit(OpKind::wg_done) |
      bit(OpKind::once_do) | bit(OpKind::cond_signal) | bit(OpKind::atomic_cas) |
      bit(OpKind::map_write) | bit(OpKind::pool_get) | bit(OpKind::ctx_cancel);
  return with_facts;
}

void Dpor::performed(const engine::Performed& what) {
  if (!records() || what.goroutine == nullptr) return;
  const OpKind kind = what.touch.kind;
  if (path_.back().resumes) return;  // it was performed when it began to wait
  if (is_select(kind)) {
    select_fails_ = !what.waits && what.a >= cases_.size();
  } else if (kind == announced_.kind && what.touch.object == announced_.object) {
    announced_.facts = static_cast<std::uint8_t>(announced_.facts | what.touch.facts);
    if (trace::info(kind).role == trace::Role::count) {
      const auto delta = static_cast<std::int64_t>(what.a);
      path_.back().units = static_cast<std::uint32_t>(delta < 0 ? -delta : delta);
    }
  } else {
    also(what.touch);
  }
}

void Dpor::also(const Touch& touch) {
  if (records() && touch.object != 0) accesses_.push_back(touches_.access(touch));
}

// A select on one channel that finds nothing only looks. On several it always counts as if it did
// something to each: what it does to one depends on the others, and what a step does to an object
// may only depend on that object (docs/dpor.md).
void Dpor::add_select() {
  std::uint64_t object = 0;
  bool several = false;
  for (const std::uint64_t other : cases_) {
    several = several || (object != 0 && other != 0 && other != object);
    if (other != 0) object = other;
  }
  for (const std::uint64_t channel : cases_) {
    if (channel == 0) continue;
    Touch touch{announced_.kind, Touch::none, channel};
    if (!several && select_fails_) touch.facts = Touch::failed;
    const dpor::Access access = touches_.access(touch);
    accesses_.push_back(access);
    least_.push_back(several ? access : Touches::least(access, touch));
  }
}

void Dpor::close_step() {
  if (!state_.open) return;
  state_.open = false;
  number_step();
  if (state_.is_part) note_maker(path_.back().slot, path_.back().touches);
}

void Dpor::number_step() {
  std::uint32_t values = 0;
  const std::uint32_t self = path_.size() - 1;
  for (std::size_t i = first_chosen_[self]; i < chosen_.size(); ++i) {
    values = values_.with(values, chosen_[i].value);
  }
  all_values_.push_back(values);
  if (path_[self].slot == dpor::clock_slot) {
    path_.close(touches_, Touches::everything, Touches::everything, races_);
    return;
  }
  if (accesses_.empty() && !state_.counts_goroutines && !is_select(announced_.kind)) {
    const Touches::Numbered numbered = announced_.object == 0
                                           ? Touches::Numbered{Touches::nothing, Touches::nothing}
                                           : touches_.number(announced_);
    path_.close(touches_, numbered.touches, numbered.least, races_);
    return;
  }
  // Whether a step ends or creates a goroutine depends on what it finds, so any step might.
  if (state_.counts_goroutines) also({OpKind::end, Touch::none, census});
  least_ = accesses_;
  if (is_select(announced_.kind)) {
    add_select();
  } else if (announced_.object != 0) {
    const dpor::Access access = touches_.access(announced_);
    accesses_.push_back(access);
    least_.push_back(Touches::least(access, announced_));
  }
  const std::uint32_t all = touches_.number(accesses_);
  path_.close(touches_, all, touches_.number(least_), races_);
}

// Who was ready where the last step was decided. (Called by signal handlers: there must be room.)
void Dpor::collect_ready() {
  ready_.clear();
  if (!state_.decided) return;
  for (const Goroutine* goroutine : ready_now_) {
    if (ready_.size() < ready_.capacity()) ready_.push_back(slot_of(*goroutine));
  }
}

// --- Values -------------------------------------------------------------------------------------

std::uint32_t Dpor::choose(engine::DecisionKind, std::uint32_t n, std::uint32_t) {
  if (!follows()) return 0;
  const std::uint32_t i = first_chosen_[now()] + state_.told;
  const bool shared = now() < state_.shared;
  const std::size_t end =
      shared && now() + 1 < first_chosen_.size() ? first_chosen_[now() + 1] : chosen_.size();
  if (i >= end && !shared) {
    const bool planned = state_.told < values_.length(state_.plan_values);
    const std::uint32_t value =
        planned ? values_.last(values_.first(state_.plan_values, state_.told + 1)) : 0;
    chosen_.push_back({value, n, planned});
  }
  if (i >= chosen_.size() || chosen_[i].n != n || chosen_[i].value >= n) [[unlikely]] {
    lose("a choice in step " + std::to_string(state_.position) + " went differently in two runs");
    return 0;
  }
  ++state_.told;
  return chosen_[i].value;
}

std::uint64_t Dpor::random_bits(std::uint32_t) { return rng_.next(); }

// --- What the engine tells ----------------------------------------------------------------------

void Dpor::spawned(Goroutine& goroutine) {
  const std::uint32_t ordinal = goroutine.ordinal;
  if (slot_of_.size() <= ordinal) slot_of_.resize(ordinal + 1);
  state_.goroutines = ordinal;
  // Mostly it is the same as in the run before.
  if (slots_.identity(slot_of_[ordinal]) != goroutine.identity) {
    slot_of_[ordinal] = slots_.of(goroutine.identity);
  }
  const std::uint32_t slot = slot_of_[ordinal];
  if (goroutines_.size() <= slot) goroutines_.resize(slot + 1);
  goroutines_[slot] = &goroutine;
  if (records()) path_.created(slot, now());
}

void Dpor::leaves(engine::Sync& place, bool adds) {
  if (follows()) place.mark = path_.left(place.mark, adds, now());
}

void Dpor::takes_up(const engine::Sync& place) {
  if (records()) path_.took_up(place.mark);
}

void Dpor::carries(engine::Sync& to, const engine::Sync& from) {
  if (follows()) to.mark = path_.carried(to.mark, from.mark, now());
}

void Dpor::gives_up() {
  if (records()) path_.back().gave_up = true;
}

void Dpor::ends_run(bool limit) {
  state_.ended = true;
  if (limit) state_.limited = true;
}

}  // namespace heddle::strategy
