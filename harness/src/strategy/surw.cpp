#include "strategy/surw.h"

#include <algorithm>

#include "strategy/urw.h"

namespace heddle::strategy {

Surw::Surw() : Surw(std::make_shared<Profile>(), true) {}
Surw::Surw(std::shared_ptr<Profile> profile) : Surw(std::move(profile), false) {}
Surw::Surw(std::shared_ptr<Profile> profile, bool own)
    : Learning(own ? std::initializer_list<Knowledge*>{profile.get()}
                   : std::initializer_list<Knowledge*>{}),
      profile_(std::move(profile)) {}

void Surw::prepare(std::uint64_t) {
  priorities_.begin_run();
  stopped_.clear();
  next_ = nullptr;
  object_ = 0;
  std::uint32_t sum = 0;
  for (const Profile::Shared& shared : profile_->shared()) sum += shared.times;
  std::uint32_t place = sum == 0 ? 0 : rng_.below(sum);
  for (const Profile::Shared& shared : profile_->shared()) {
    if (place < shared.times) {
      object_ = shared.object;
      break;
    }
    place -= shared.times;
  }
  remaining_.begin_run(*profile_, object_);
}

void Surw::arrived(engine::Goroutine& goroutine) {
  priorities_.spawned(goroutine, rng_);
  if (stopped_.size() <= goroutine.ordinal) stopped_.resize(goroutine.ordinal + 1, false);
  const engine::Goroutine* creator = goroutine.creator;
  const std::uint32_t before = creator == nullptr ? 0 : remaining_[*creator];
  remaining_.spawned(goroutine);
  if (creator == nullptr || next_ != creator || before == 0) return;
  // It was drawn for all it would still do itself or start; a part of that is the new one's.
  if (rng_.below(before) < remaining_[goroutine]) next_ = &goroutine;
}

void Surw::yielded(engine::Goroutine& goroutine) { priorities_.yielded(goroutine); }

bool Surw::is_interesting(const engine::Goroutine& goroutine) const noexcept {
  const engine::Operation& op = goroutine.op;
  return op.object != nullptr && op.object->identity == object_ && object_ != 0 &&
         Profile::counts(op.touch(), *op.object);
}

engine::Goroutine* Surw::pick(const engine::Choice& choice) {
  if (choice.clock && fires_early()) return nullptr;
  for (;;) {
    engine::Goroutine* best = nullptr;
    for (std::uint32_t i = 0; i < choice.count; ++i) {
      engine::Goroutine* g = choice.ready[i];
      if (stopped_[g->ordinal]) continue;
      if (best == nullptr || priorities_.higher(*g, *best)) best = g;
    }
    if (best == nullptr) {
      // The one that was drawn waits for somebody who was stopped.
      std::fill(stopped_.begin(), stopped_.end(), false);
      next_ = nullptr;
      continue;
    }
    if (is_interesting(*best)) {
      if (next_ == nullptr || next_->state == trace::State::done) {
        next_ = drawn_by_remaining(choice, remaining_, 0, rng_);
      }
      if (best != next_) {
        stopped_[best->ordinal] = true;
        continue;
      }
      remaining_.performed(*best);
      next_ = nullptr;
      std::fill(stopped_.begin(), stopped_.end(), false);
    }
    priorities_.performs(choice, *best, rng_);
    return best;
  }
}

}  // namespace heddle::strategy
