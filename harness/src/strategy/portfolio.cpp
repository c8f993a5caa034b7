#include "strategy/portfolio.h"

#include <iterator>
#include <utility>

#include "strategy/burst.h"
#include "strategy/pct.h"
#include "strategy/pos.h"
#include "strategy/random.h"
#include "strategy/rfc.h"
#include "strategy/surw.h"

namespace heddle::strategy {
namespace {

// A random walk over who goes next. All else is as in the default order: the first of every choice
// between values, no early firing.
class FirstWalk final : public Random {
 public:
  std::uint32_t choose(engine::DecisionKind kind, std::uint32_t n, std::uint32_t check) override {
    return kind == engine::DecisionKind::choice ? 0 : Random::choose(kind, n, check);
  }
  engine::Goroutine* pick(const engine::Choice& choice) override {
    return choice.ready[rng_.below(choice.count)];
  }
};

constexpr std::uint64_t delay_runs = 2;

// Half of what shows nothing for so many runs is forgotten in about eleven.
constexpr std::uint32_t memory_runs = 16;
constexpr std::uint32_t gain_of_new_set = Gains::most / 4;
// A part that shows nothing new still gets a quarter of its runs.
constexpr std::uint64_t gain_weight = 3;

}  // namespace

void Gains::learn(ByteReader& lesson) {
  const auto part = lesson.get<std::uint32_t>();
  if (part == nobody) return;
  const std::uint32_t gain = reads_from_->showed_new_pair()  ? most
                             : reads_from_->showed_new_set() ? gain_of_new_set
                                                             : 0;
  std::uint32_t& lately = lately_[part];
  lately = lately - lately / memory_runs + gain / memory_runs;
}

void Gains::save(ByteWriter& to) const noexcept {
  to.put_list(std::span<const std::uint32_t>(lately_));
}

Portfolio::Known Portfolio::nothing() {
  Known known;
  known.reads_from = std::make_shared<ReadsFrom>();
  known.profile = std::make_shared<Profile>();
  known.length = std::make_shared<Length>();
  known.gains = std::make_shared<Gains>(known.reads_from, part_count);
  return known;
}

Portfolio::Portfolio() : Portfolio(nothing()) {}

Portfolio::Portfolio(Known known)
    : Learning(
          {known.reads_from.get(), known.profile.get(), known.length.get(), known.gains.get()}),
      known_(std::move(known)),
      first_walk_(std::make_unique<FirstWalk>()),
      one_delay_(std::make_unique<OneDelay>(known_.reads_from)),
      active_(first_walk_.get()) {
  parts_.push_back({std::make_unique<Rfc>(known_.reads_from), 40});
  parts_.push_back({std::make_unique<Surw>(known_.profile), 25});
  parts_.push_back({std::make_unique<Pos>(), 20});
  for (const std::uint32_t depth : {3U, 5U, 10U, 20U}) {
    parts_.push_back({std::make_unique<Pct>(depth, known_.length), 3});
  }
  parts_.push_back({std::make_unique<Burst>(), 3});
}

std::uint32_t Portfolio::drawn_part() {
  const auto weight = [this](std::size_t part) {
    return parts_[part].share * (Gains::most + gain_weight * known_.gains->lately(part));
  };
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < parts_.size(); ++i) sum += weight(i);
  std::uint64_t place = rng_.below(static_cast<std::uint32_t>(sum));
  std::uint32_t part = 0;
  while (place >= weight(part)) place -= weight(part++);
  return part;
}

void Portfolio::play(std::uint32_t part) {
  known_.gains->play(part);
  active_ = parts_[part].strategy.get();
}

void Portfolio::prepare(std::uint64_t index) {
  // The runs after those with one delay.
  static constexpr std::uint32_t plan[] = {rfc, rfc, surw, rfc, rfc, rfc, rfc};
  const std::uint64_t seed = rng_.next();
  if (index == 0) {
    active_ = first_walk_.get();
  } else if (index <= delay_runs) {
    if (one_delay_->has_place()) {
      active_ = one_delay_.get();
    } else {
      play(surw);
    }
  } else {
    const std::uint64_t planned = index - delay_runs - 1;
    play(planned < std::size(plan) ? plan[planned] : drawn_part());
  }
  active_->begin_run(index, seed);
}

}  // namespace heddle::strategy
