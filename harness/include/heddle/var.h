#pragma once

#include <heddle/here.h>
#include <heddle/object.h>

#include <utility>

namespace heddle {

namespace detail {
void var_read(const Anchor& anchor, Here at);
void var_write(const Anchor& anchor, Here at);
void var_update(const Anchor& anchor, Here at);
}  // namespace detail

// A plain variable whose accesses are checked: two of them, one a write, that no happens-before
// edge orders are a `data-race`. An access is not a decision of the schedule by default, because a
// race-free program behaves the same either way.
template <class T>
class Var {
 public:
  // The value that `T{}` has.
  Var() : value_() {}
  // With this value; making it counts as no access.
  explicit Var(T value) : value_(std::move(value)) {}

  // A copy of the value, as a checked read.
  T read(Here at = Here::current()) const {
    detail::var_read(anchor_, at);
    return value_;
  }
  // Replaces the value, as a checked write.
  void write(T value, Here at = Here::current()) {
    detail::var_write(anchor_, at);
    value_ = std::move(value);
  }
  // Reads and writes: `function` gets a reference. Not atomic, exactly as `v = f(v)` is not.
  template <class F>
  void update(F&& function, Here at = Here::current()) {
    detail::var_update(anchor_, at);
    std::forward<F>(function)(value_);
  }

 private:
  detail::Anchor anchor_;
  T value_;
};

}  // namespace heddle
