#pragma once

#include <heddle/here.h>
#include <heddle/make.h>
#include <heddle/object.h>
#include <heddle/panic.h>

#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

namespace heddle {

// Go's sync.Once: the first call runs its function, everybody else waits until that has returned.
// A function that panics or calls goexit counts as done. Calling run_once of the same Once from
// inside the function waits for ever.
class Once {
 public:
  // `Do` in Go; `do` is a word of C++.
  template <class F>
  void run_once(F&& function, Here at = Here::current()) {
    if (!begin(at)) return;
    Defer done([this, at] { finish(at); });
    std::forward<F>(function)();
  }

 private:
  bool begin(Here at);
  void finish(Here at);
  detail::Anchor anchor_;
};

// Go's sync.OnceFunc: a function that runs `function` at most once. If it panics, every call panics
// with the same value. Copies share the one run.
template <class F>
class OnceFunc {
 public:
  // `function` is called at the first call, not now.
  explicit OnceFunc(F function) : state_(make<State>(std::move(function))) {}
  // Runs the function, or waits until whoever runs it has returned.
  void operator()(Here at = Here::current()) const {
    State& state = *state_;
    state.once.run_once(
        [&state] {
          try {
            state.function();
          } catch (const Panic&) {
            state.panic = std::current_exception();
            throw;
          }
        },
        at);
    if (state.panic) std::rethrow_exception(state.panic);
  }

 private:
  struct State {
    explicit State(F f) : function(std::move(f)) {}
    Once once;
    F function;
    std::exception_ptr panic;
  };
  State* state_;
};

// Go's sync.OnceValue: like OnceFunc, and every call returns the one result.
template <class F>
class OnceValue {
 public:
  // What the function returns.
  using Value = std::invoke_result_t<F&>;
  // `function` is called at the first call, not now.
  explicit OnceValue(F function) : state_(make<State>(std::move(function))) {}
  // The result, which lives until the run ends; waits while somebody else computes it.
  const Value& operator()(Here at = Here::current()) const {
    State& state = *state_;
    state.once.run_once(
        [&state] {
          try {
            state.value.emplace(state.function());
          } catch (const Panic&) {
            state.panic = std::current_exception();
            throw;
          }
        },
        at);
    if (state.panic) std::rethrow_exception(state.panic);
    return *state.value;
  }

 private:
  struct State {
    explicit State(F f) : function(std::move(f)) {}
    Once once;
    F function;
    std::optional<Value> value;
    std::exception_ptr panic;
  };
  State* state_;
};

}  // namespace heddle
