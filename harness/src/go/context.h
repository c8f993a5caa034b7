#pragma once

// Contexts inside the harness.
//
// A context that can be cancelled *is* its done channel: one object, so that a cancel, which closes
// the channel in the same step, conflicts with everything done on the channel. Its children are
// linked in the order of their creation and stay linked when they are closed: a cancel of the
// parent looks at each of them in a step of its own, and whether a child was closed before must
// not change which steps there are.
//
// A context that is closed gets no more children, so whoever has closed it can walk over them while
// others run.

#include <heddle/context.h>

#include <functional>

#include "go/chan.h"

namespace heddle::engine {

struct ContextState : ChanState {
  static constexpr ObjectType object_type = ObjectType::context;

  detail::ContextNode node;
  Error err;  // nil exactly while the channel is open
  Error cause;
  ContextState* parent = nullptr;
  ContextState* first_child = nullptr;
  ContextState* last_child = nullptr;
  ContextState* next_sibling = nullptr;

  bool has_deadline = false;  // its own or inherited
  std::int64_t deadline_ns = 0;
  Error deadline_cause;
  TimerState* timer = nullptr;  // of its own deadline

  // Set for what after_func registers: a child that nobody sees and that starts this when closed.
  std::function<void()>* function = nullptr;
  Sync registered;
};

// The nearest state above a context that can be cancelled; null when there is none. A handle from
// another run is a usage error.
ContextState* cancel_state(const Run& run, const Context& context, const Here& at);

}  // namespace heddle::engine
