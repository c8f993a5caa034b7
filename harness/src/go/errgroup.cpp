#include <heddle/errgroup.h>
#include <heddle/panic.h>

#include <string>

namespace heddle {

namespace detail {

bool ErrGroupState::enter(bool wait, Here at) {
  if (tokens.is_nil()) return true;
  if (!wait) return tokens.try_send(Unit{}, at);
  tokens.send(Unit{}, at);
  return true;
}

void ErrGroupState::fail(Error first, Here at) {
  failed.run_once(
      [this, first, at] {
        error = first;
        if (has_context) cancel(first, at);
      },
      at);
}

void ErrGroupState::leave(Here at) {
  if (!tokens.is_nil()) tokens.recv(at);
  running.done(at);
}

}  // namespace detail

ErrGroup::ErrGroup(Context parent, Here at) {
  auto [child, cancel] = with_cancel_cause(parent, at);
  state_->context = child;
  state_->cancel = cancel;
  state_->has_context = true;
}

Error ErrGroup::wait(Here at) {
  detail::ErrGroupState& state = *state_;
  state.running.wait(at);
  if (state.has_context) state.cancel(state.error, at);
  return state.error;
}

void ErrGroup::set_limit(int n, Here at) {
  detail::ErrGroupState& state = *state_;
  if (n < 0) {
    state.tokens = {};
    return;
  }
  const int active = state.tokens.len(at);
  if (active != 0) {
    panic("errgroup: modify limit while " + std::to_string(active) +
              " goroutines in the group are still active",
          at);
  }
  state.tokens = make_chan<Unit>(n, at);
}

}  // namespace heddle
