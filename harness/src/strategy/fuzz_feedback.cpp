#include "strategy/fuzz_feedback.h"

#include <algorithm>

#include "strategy/sources.h"

namespace heddle::strategy {
namespace {

constexpr std::uint64_t salt_locks = 1;
constexpr std::uint64_t salt_channel = 2;
// Fuller than this is all one.
constexpr std::uint32_t level_most = 16;

}  // namespace

void FuzzFeedback::begin_run() {
  channels_.clear();
  levels_.clear();
}

void FuzzFeedback::performed(const engine::Performed& what, std::uint64_t name) {
  const trace::Role role = trace::info(what.touch.kind).role;
  if (role == trace::Role::acquire || role == trace::Role::acquire_share) {
    // The lock itself is linked first.
    const engine::Hold* const taken = what.goroutine->holds;
    if (what.waits || taken == nullptr) return;
    for (const engine::Hold* hold = taken->next; hold != nullptr; hold = hold->next) {
      hit(engine::combine(engine::combine(hold->object->identity, what.touch.object), salt_locks));
    }
    return;
  }
  const bool sends = Sources::sends(what.touch.kind);
  if (what.waits || (!sends && !Sources::receives(what.touch.kind))) return;
  const auto next = static_cast<std::uint32_t>(levels_.size());
  const std::uint32_t at = channels_.add(what.touch.object, next);
  if (at == next) levels_.push_back(0);
  std::uint32_t& level = levels_[at];
  hit(engine::combine(engine::combine(name, std::min(level, level_most)), salt_channel));
  if (sends) {
    ++level;
  } else if (level != 0) {
    --level;
  }
}

}  // namespace heddle::strategy
