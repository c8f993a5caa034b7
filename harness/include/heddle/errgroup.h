#pragma once

#include <heddle/chan.h>
#include <heddle/context.h>
#include <heddle/error.h>
#include <heddle/goroutine.h>
#include <heddle/here.h>
#include <heddle/once.h>
#include <heddle/panic.h>
#include <heddle/run_state.h>
#include <heddle/waitgroup.h>

#include <concepts>
#include <string_view>
#include <type_traits>
#include <utility>

namespace heddle {

// What an ErrGroup runs: a function that returns an Error.
template <class F>
concept ErrGroupBody = std::is_invocable_r_v<Error, std::decay_t<F>&>;

namespace detail {

struct ErrGroupState {
  WaitGroup running;
  Once failed;
  Error error;
  Chan<Unit> tokens;  // as many elements as goroutines of a limited group; nil: no limit
  Context context;
  CancelCauseFunc cancel;  // of `context`
  bool has_context = false;

  bool enter(bool wait, Here at);
  void fail(Error error, Here at);
  void leave(Here at);
};

}  // namespace detail

// Goroutines that work on parts of one task (golang.org/x/sync/errgroup).
//
//     ErrGroup group(ctx);                       // or ErrGroup group;
//     group.go([=] { return fetch(group_ctx, 1); });
//     if (Error err = group.wait()) ...
//
// The first goroutine that returns an error decides the group's error and, if the group has a
// context, closes it with that error as its cause.
class ErrGroup {
 public:
  // A group without a context of its own, as Go's zero Group.
  ErrGroup() = default;
  // Go's WithContext: context() is a child of `parent`, closed by the first error and by wait().
  explicit ErrGroup(Context parent, Here at = Here::current());

  // The group's own context; background() for a group without.
  Context context() const { return state_->context; }

  // Runs the function in a goroutine of its own. Waits while the group is at its limit.
  template <ErrGroupBody F>
  void go(std::string_view name, F&& function, Here at = Here::current()) {
    state_->enter(true, at);
    start(name, std::forward<F>(function), at);
  }
  // The same for a goroutine without a name.
  template <ErrGroupBody F>
  void go(F&& function, Here at = Here::current()) {
    go(std::string_view{}, std::forward<F>(function), at);
  }

  // The same without waiting: false, and nothing runs, when the group is at its limit.
  template <ErrGroupBody F>
  bool try_go(F&& function, Here at = Here::current()) {
    if (!state_->enter(false, at)) return false;
    start({}, std::forward<F>(function), at);
    return true;
  }

  // Waits for all of them. Returns the first error, or nil; closes the group's context.
  Error wait(Here at = Here::current());

  // At most n at once; negative: no limit; 0: none can start. Panics while any of them runs.
  void set_limit(int n, Here at = Here::current());

 private:
  template <class F>
  void start(std::string_view name, F&& function, Here at) {
    detail::ErrGroupState& state = *state_;
    state.running.add(1, at);
    // The goroutine may outlive this object, not the run.
    heddle::go(
        name,
        [group = &state, at, call = std::decay_t<F>(std::forward<F>(function))]() mutable {
          Defer done([group, at] { group->leave(at); });
          if (const Error error = call()) group->fail(error, at);
        },
        at);
  }

  detail::RunState<detail::ErrGroupState> state_;
};

}  // namespace heddle
