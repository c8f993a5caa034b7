#include <heddle/handle.h>

#include "engine/run.h"
#include "go/chan.h"
#include "go/context.h"

namespace heddle::detail {
namespace {

using engine::drains;
using engine::feeds;

// Handles of earlier runs, and those outside of a recorded run, are nobody's business.
void count(engine::Object* object, std::uint64_t number, const void* place, std::uint8_t uses,
           bool made) noexcept {
  engine::Run* const run = engine::Run::current();
  if (object == nullptr || run == nullptr || run->recorder() == nullptr ||
      run->number() != number) {
    return;
  }
  run->stuck().handle(*object, place, uses, made);
}

}  // namespace

void count_channel(const ChanRef& place, bool made) noexcept {
  count(place.state, place.run, &place, feeds | drains, made);
}

void count_sender(const ChanRef& place, bool made) noexcept {
  count(place.state, place.run, &place, feeds, made);
}

void count_receiver(const ChanRef& place, bool made) noexcept {
  count(place.state, place.run, &place, drains, made);
}

// Whoever has a context may have its cancel function too: CancelFunc holds a context. The memory of
// a context of an earlier run is not looked at.
void count_context(const ContextRef& place, bool made) noexcept {
  const engine::Run* const run = engine::Run::current();
  if (run == nullptr || run->number() != place.run) return;
  count(place.node->cancel, place.run, &place, feeds, made);
}

void count_timer(const TimerRef& place, bool made) noexcept {
  count(place.state, place.run, &place, feeds, made);
}

}  // namespace heddle::detail
