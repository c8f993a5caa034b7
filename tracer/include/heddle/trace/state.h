#pragma once

#include <cstdint>
#include <string_view>

namespace heddle::trace {

// The state of a goroutine. The engine asserts every transition against the table below, and the
// trace reader checks it again.
enum class State : std::uint8_t {
  fresh,     // being created: not yet ready
  ready,     // has announced its next operation and may be picked
  disabled,  // has announced, and cannot complete the operation now
  running,   // picked: performs its operation, then runs to its next one
  parked,    // waits in one or more queues until another goroutine or the clock wakes it
  done,      // has ended
};

inline constexpr unsigned state_count = static_cast<unsigned>(State::done) + 1;

constexpr bool legal(State from, State to) noexcept {
  constexpr auto bit = [](State a, State b) {
    return std::uint64_t{1} << (static_cast<unsigned>(a) * 8 + static_cast<unsigned>(b));
  };
  constexpr std::uint64_t table =
      bit(State::fresh, State::ready) |       // launched
      bit(State::ready, State::running) |     // picked
      bit(State::ready, State::disabled) |    // somebody took what it was about to take
      bit(State::disabled, State::ready) |    // somebody gave it back
      bit(State::running, State::ready) |     // announced an operation that can complete
      bit(State::running, State::disabled) |  // announced one that cannot
      bit(State::running, State::parked) |    // its operation waits
      bit(State::parked, State::ready) |      // woken
      bit(State::running, State::done);       // returned, panicked or left by goexit
  return (table & bit(from, to)) != 0;
}

constexpr std::string_view word(State state) noexcept {
  constexpr std::string_view words[state_count] = {"fresh",   "ready",  "disabled",
                                                   "running", "parked", "done"};
  return words[static_cast<unsigned>(state)];
}

}  // namespace heddle::trace
