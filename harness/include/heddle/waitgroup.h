#pragma once

#include <heddle/goroutine.h>
#include <heddle/here.h>
#include <heddle/object.h>
#include <heddle/panic.h>

namespace heddle {

// Go's sync.WaitGroup. The counter below zero panics (`negative-waitgroup`); add from zero while
// somebody waits, and reuse before an earlier wait has returned, panic too (`waitgroup-misuse`).
class WaitGroup {
 public:
  // Changes the counter by `delta`; at zero everybody who waits goes on.
  void add(int delta, Here at = Here::current());
  // add(-1). Happens before the return of every wait it lets go.
  void done(Here at = Here::current());
  // Waits until the counter is zero; returns at once if it is.
  void wait(Here at = Here::current());

  // add(1), and done() when the function has returned (Go 1.25).
  template <GoroutineBody F>
  void go(F&& function, Here at = Here::current()) {
    add(1, at);
    heddle::go(
        [this, at, call = std::decay_t<F>(std::forward<F>(function))]() mutable {
          Defer finish([this, at] { done(at); });
          call();
        },
        at);
  }

 private:
  detail::Anchor anchor_;
};

}  // namespace heddle
