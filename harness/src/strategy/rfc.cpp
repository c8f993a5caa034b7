#include "strategy/rfc.h"

#include <algorithm>
#include <utility>

#include "engine/batch.h"
#include "strategy/order.h"
#include "strategy/welcome.h"

namespace heddle::strategy {
Rfc::Rfc() : Rfc(std::make_shared<ReadsFrom>(), true) {}
Rfc::Rfc(std::shared_ptr<ReadsFrom> known) : Rfc(std::move(known), false) {}
Rfc::Rfc(std::shared_ptr<ReadsFrom> known, bool own)
    : Learning(own ? std::initializer_list<Knowledge*>{known.get()}
                   : std::initializer_list<Knowledge*>{}),
      known_(std::move(known)) {}

// --- What to aim at -----------------------------------------------------------------------------

void Rfc::choose_aims() {
  aims_.clear();
  lifted_.clear();
  if (!candidates_.none()) aim_at(candidates_.choose(*known_, rng_));
}

void Rfc::aim_at(const AimSet& set) {
  known_->aim(set.key(), set.all());
  const auto events = known_->events();
  for (const std::uint32_t index : set.all()) {
    const ReadsFrom::Pair& pair = known_->pairs()[index];
    const ReadsFrom::Event& reader = events[pair.reader];
    // Who reads when nobody else is left meets the last source: that has to wait.
    const bool late = rng_.one_in(2) || reader.alone;
    aims_.push_back({reader.object, pair.source == ReadsFrom::none ? 0 : events[pair.source].name,
                     pair.source, pair.reader, late, false});
  }
  for (const ReadsFrom::Section& section : known_->sections()) {
    if (is_aimed_at(events[section.inside].object)) lifted_.push_back(section);
  }
}

bool Rfc::is_aimed_at(std::uint64_t object) const noexcept {
  return std::any_of(aims_.begin(), aims_.end(),
                     [object](const Aim& aim) { return aim.object == object; });
}

// --- A run --------------------------------------------------------------------------------------

void Rfc::prepare(std::uint64_t index) {
  priorities_.begin_run();
  spun_.clear();
  if (const std::uint64_t batch = engine::batch_begin(index); batch != listed_for_) {
    listed_for_ = batch;
    candidates_.list(*known_);
  }
  keeps_order_ = rng_.one_in(2);
  choose_aims();
}

void Rfc::arrived(engine::Goroutine& goroutine) {
  priorities_.spawned(goroutine, rng_);
  if (spun_.size() <= goroutine.ordinal) spun_.resize(goroutine.ordinal + 1, false);
}

// If a reader that spins went on being wanted, the others would seldom get to change anything.
void Rfc::yielded(engine::Goroutine& goroutine) {
  priorities_.yielded(goroutine);
  spun_[goroutine.ordinal] = true;
}

// A reader that only one goroutine does is taken to have done its part; others may have more to do.
void Rfc::saw(const engine::Performed& what) {
  if (what.goroutine == nullptr || !is_aimed_at(what.touch.object)) return;
  const std::uint32_t event = known_->event_of(what.touch.kind, what.touch.object, what.at);
  for (Aim& aim : aims_) {
    if (aim.reader == event && known_->events()[event].by != 0) aim.done = true;
  }
}

bool Rfc::reader_waits(const engine::Choice& choice, const Aim& aim) const {
  for (std::uint32_t i = 0; i < choice.count; ++i) {
    const engine::Operation& op = choice.ready[i]->op;
    if (op.object == nullptr || op.object->identity != aim.object) continue;
    if (known_->event_of(op) == aim.reader) return true;
  }
  return false;
}

// How welcome an operation is; `event` is what is known of it, or none.
int Rfc::score_of(const engine::Choice& choice, const engine::Goroutine& goroutine,
                  const trace::Touch& op, std::uint32_t event) const {
  int sum = 0;
  for (const Aim& aim : aims_) {
    if (aim.object != op.object || aim.done) continue;
    const trace::Touch& reader = known_->events()[aim.reader].op;
    const Source now = known_->sources().of(reader);
    const bool matches = now.event == aim.source_name;
    if (event == aim.reader) {
      if (aim.source_name == 0) {
        // Once something was done to the object there is nothing to wait for.
        if (matches) sum += welcome::now;
      } else {
        sum += matches && now.ordinal != goroutine.ordinal ? welcome::now : welcome::not_yet;
      }
    } else if (meets(op, reader)) {
      if (event != aim.source) {
        if (matches) sum += welcome::in_the_way;
      } else if (!matches) {
        sum += !aim.late || reader_waits(choice, aim) ? welcome::soon : welcome::in_the_way;
      }
    }
  }
  return sum;
}

int Rfc::score(const engine::Choice& choice, const engine::Goroutine& goroutine) const {
  const engine::Operation& op = goroutine.op;
  if (op.object == nullptr || spun_[goroutine.ordinal]) return 0;
  const auto events = known_->events();
  const std::uint64_t object = op.object->identity;
  const bool aimed = is_aimed_at(object);
  const bool lifted = std::any_of(lifted_.begin(), lifted_.end(), [&](const auto& section) {
    return events[section.taken].object == object;
  });
  if (!aimed && !lifted) return 0;
  const std::uint32_t event = known_->event_of(op);
  int sum = aimed ? score_of(choice, goroutine, op.touch(), event) : 0;
  if (event == ReadsFrom::none) return sum;
  for (const ReadsFrom::Section& section : lifted_) {
    if (section.taken != event) continue;
    sum += score_of(choice, goroutine, events[section.inside].op, section.inside);
  }
  return sum;
}

engine::Goroutine* Rfc::pick(const engine::Choice& choice) {
  if (choice.clock && fires_early()) return nullptr;
  const engine::Goroutine* const first = keeps_order_ ? default_pick(choice) : nullptr;
  const auto before = [&](const engine::Goroutine& a, const engine::Goroutine& b) {
    if (!keeps_order_) return priorities_.higher(a, b);
    return &a == first || (&b != first && a.ordinal < b.ordinal);
  };
  engine::Goroutine* best = nullptr;
  int best_score = 0;
  for (std::uint32_t i = 0; i < choice.count; ++i) {
    engine::Goroutine* g = choice.ready[i];
    const int of_g = aims_.empty() ? 0 : score(choice, *g);
    if (best != nullptr && (of_g < best_score || (of_g == best_score && !before(*g, *best)))) {
      continue;
    }
    best = g;
    best_score = of_g;
  }
  priorities_.performs(choice, *best, rng_);
  return best;
}

}  // namespace heddle::strategy
