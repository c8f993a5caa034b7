#pragma once

#include <heddle/make.h>

#include <cstdint>

namespace heddle::detail {

// The number of the current run; 0 outside.
std::uint64_t run_number() noexcept;

// State of a composite (a primitive made of other primitives) that belongs to the run: made with
// the composite or, for a composite constructed outside a run, at its first use in each run.
template <class State>
class RunState {
 public:
  RunState() {
    if (run_number() != 0) get();
  }
  RunState(const RunState&) = delete;
  RunState& operator=(const RunState&) = delete;

  State& get() const {
    const std::uint64_t run = run_number();
    if (run != run_) {
      state_ = make<State>();
      run_ = run;
    }
    return *state_;
  }
  State* operator->() const { return &get(); }
  State& operator*() const { return get(); }

 private:
  mutable State* state_ = nullptr;
  mutable std::uint64_t run_ = 0;
};

}  // namespace heddle::detail
