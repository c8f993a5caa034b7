#include "strategy/rfc.h"

#include <algorithm>
#include <array>

#include "strategy/order.h"

namespace heddle::strategy {
namespace {

constexpr std::uint32_t draws = 24;

constexpr int wanted_now = 2;
constexpr int not_yet = -2;
constexpr int is_wanted = 1;
constexpr int in_the_way = -1;

}  // namespace

Rfc::Rfc() : Rfc(std::make_shared<ReadsFrom>(), true) {}
Rfc::Rfc(std::shared_ptr<ReadsFrom> known) : Rfc(std::move(known), false) {}
Rfc::Rfc(std::shared_ptr<ReadsFrom> known, bool own)
    : Learning(own ? std::initializer_list<Knowledge*>{known.get()}
                   : std::initializer_list<Knowledge*>{}),
      known_(std::move(known)) {}

// --- What to aim at -----------------------------------------------------------------------------

void Rfc::list_candidates() {
  candidates_.clear();
  fresh_.clear();
  const auto events = known_->events();
  const auto pairs = known_->pairs();
  for (std::uint32_t i = 0; i < pairs.size(); ++i) {
    const ReadsFrom::Pair& pair = pairs[i];
    if (pair.own) continue;
    const ReadsFrom::Event& reader = events[pair.reader];
    if (pair.source != ReadsFrom::none) {
      const ReadsFrom::Event& source = events[pair.source];
      if (source.by != 0 && source.by == reader.by) continue;
    } else {
      // Met by everybody unless somebody else can be first.
      const bool other = std::any_of(events.begin(), events.end(), [&](const auto& event) {
        return event.object == reader.object && (event.by == 0 || event.by != reader.by) &&
               meets(event.op, reader.op);
      });
      if (!other) continue;
    }
    candidates_.push_back(i);
    if (pair.seen == 0 && pair.tried == 0) fresh_.push_back(i);
  }
}

std::uint32_t Rfc::drawn_candidate() {
  const bool fresh = !fresh_.empty() && rng_.one_in(2);
  const std::vector<std::uint32_t>& from = fresh ? fresh_ : candidates_;
  return from[rng_.below(static_cast<std::uint32_t>(from.size()))];
}

bool Rfc::fits(std::span<const std::uint32_t> set, std::uint32_t pair) const {
  const auto pairs = known_->pairs();
  return std::none_of(set.begin(), set.end(), [&](std::uint32_t other) {
    return pairs[other].reader == pairs[pair].reader;
  });
}

void Rfc::choose_aims() {
  aims_.clear();
  lifted_.clear();
  if (candidates_.empty()) return;
  std::array<std::uint32_t, aims_most> best{};
  std::uint32_t best_size = 0;
  std::uint64_t best_cost = ~std::uint64_t{0};
  for (std::uint32_t draw = 0; draw < draws; ++draw) {
    std::array<std::uint32_t, aims_most> set{};
    std::uint32_t size = 0;
    const std::uint32_t wanted = 1 + rng_.below(aims_most);
    for (std::uint32_t i = 0; i < wanted; ++i) {
      const std::uint32_t pair = drawn_candidate();
      if (fits({set.data(), size}, pair)) set[size++] = pair;
    }
    std::uint64_t cost = 0;
    for (std::uint32_t i = 0; i < size; ++i) {
      const ReadsFrom::Pair& pair = known_->pairs()[set[i]];
      cost += std::min(pair.seen, 4U) + 2 * std::min(pair.tried, 16U);
    }
    cost = 64ULL * known_->tried(ReadsFrom::key_of({set.data(), size})) + cost / size;
    if (cost >= best_cost) continue;
    best = set;
    best_size = size;
    best_cost = cost;
  }
  aim_at({best.data(), best_size});
}

void Rfc::aim_at(std::span<const std::uint32_t> set) {
  known_->aim(set);
  const auto events = known_->events();
  for (const std::uint32_t index : set) {
    const ReadsFrom::Pair& pair = known_->pairs()[index];
    Aim aim;
    aim.object = events[pair.reader].object;
    aim.reader = pair.reader;
    aim.source_event = pair.source;
    aim.source = pair.source == ReadsFrom::none ? 0 : events[pair.source].name;
    aim.late = rng_.one_in(2);
    aims_.push_back(aim);
  }
  for (const ReadsFrom::Section& section : known_->sections()) {
    const std::uint64_t object = events[section.inside].object;
    if (std::any_of(aims_.begin(), aims_.end(),
                    [object](const Aim& aim) { return aim.object == object; })) {
      lifted_.push_back({section.taken, section.inside});
    }
  }
}

// --- A run --------------------------------------------------------------------------------------

void Rfc::prepare(std::uint64_t index) {
  priorities_.begin_run();
  spun_.clear();
  if (listed_for_ != batch_of(index)) {
    listed_for_ = batch_of(index);
    list_candidates();
  }
  keeps_order_ = rng_.one_in(2);
  choose_aims();
}

void Rfc::arrived(engine::Goroutine& goroutine) {
  priorities_.spawned(goroutine, rng_);
  if (spun_.size() <= goroutine.ordinal) spun_.resize(goroutine.ordinal + 1);
}

// What a goroutine that spins is aimed at would keep the others from changing anything.
void Rfc::yielded(engine::Goroutine& goroutine) {
  priorities_.yielded(goroutine);
  spun_[goroutine.ordinal] = true;
}

bool Rfc::reader_waits(const engine::Choice& choice, const Aim& aim) const {
  for (std::uint32_t i = 0; i < choice.count; ++i) {
    const engine::Operation& op = choice.ready[i]->op;
    if (op.object == nullptr || op.object->identity != aim.object) continue;
    if (known_->event_of(op) == aim.reader) return true;
  }
  return false;
}

int Rfc::score_of(const engine::Choice& choice, const engine::Goroutine& goroutine,
                  const trace::Touch& op, std::uint32_t event) {
  int sum = 0;
  const auto events = known_->events();
  for (const Aim& aim : aims_) {
    if (aim.object != op.object || aim.done) continue;
    const Source now = known_->sources().of(events[aim.reader].op);
    const bool matches = now.event == aim.source;
    if (event == aim.reader) {
      if (aim.source == 0) {
        sum += matches ? wanted_now : 0;
      } else {
        sum += matches && now.ordinal != goroutine.ordinal ? wanted_now : not_yet;
      }
      continue;
    }
    if (!meets(op, events[aim.reader].op)) continue;
    if (event == aim.source_event) {
      if (matches) continue;
      sum += !aim.late || reader_waits(choice, aim) ? is_wanted : in_the_way;
    } else if (matches) {
      sum += in_the_way;
    }
  }
  return sum;
}

int Rfc::score(const engine::Choice& choice, const engine::Goroutine& goroutine) {
  const engine::Operation& op = goroutine.op;
  if (op.object == nullptr || spun_[goroutine.ordinal]) return 0;
  const std::uint64_t object = op.object->identity;
  const bool aimed = std::any_of(aims_.begin(), aims_.end(),
                                 [object](const Aim& aim) { return aim.object == object; });
  const auto events = known_->events();
  const bool lifted = std::any_of(lifted_.begin(), lifted_.end(), [&](const Lifted& lift) {
    return events[lift.taken].object == object;
  });
  if (!aimed && !lifted) return 0;
  const std::uint32_t event = known_->event_of(op);
  int sum = aimed ? score_of(choice, goroutine, op.touch(), event) : 0;
  if (!lifted || event == ReadsFrom::none) return sum;
  for (const Lifted& lift : lifted_) {
    if (lift.taken != event) continue;
    sum += score_of(choice, goroutine, events[lift.inside].op, lift.inside);
  }
  return sum;
}

engine::Goroutine* Rfc::pick(const engine::Choice& choice) {
  if (choice.clock && fires_early()) return nullptr;
  engine::Goroutine* best = nullptr;
  int best_score = 0;
  for (std::uint32_t i = 0; i < choice.count; ++i) {
    engine::Goroutine* g = choice.ready[i];
    const int of_g = aims_.empty() ? 0 : score(choice, *g);
    if (best != nullptr && of_g < best_score) continue;
    if (best != nullptr && of_g == best_score) {
      const bool before = keeps_order_ ? best != choice.current && (g == choice.current || g->ordinal < best->ordinal)
                                       : priorities_.higher(*g, *best);
      if (!before) continue;
    }
    best = g;
    best_score = of_g;
  }
  priorities_.performs(choice, *best, rng_);
  return best;
}

}  // namespace heddle::strategy
