#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace heddle::fuzz {

// A small concurrent program: what some goroutines do, in words of Go. Channel 0 and 1 are
// channels; channel 2 is the done channel of a context, which can be received from and cancelled.
struct ModelProgram {
  static constexpr unsigned channels = 2;
  static constexpr std::uint8_t context = 2;

  enum class Do : std::uint8_t {
    send,
    receive,
    close,
    cancel,
    lock,
    unlock,
    select,      // both cases
    try_select,  // with a default
  };
  struct Case {
    std::uint8_t channel = 0;
    bool sends = false;  // never on the context
  };
  struct Step {
    Do what = Do::send;
    Case cases[2];  // send, receive and close use the first
    int value = 0;  // that is sent; no other step sends it
  };

  std::array<std::uint8_t, channels> capacity{};
  std::vector<std::vector<Step>> goroutines;  // one to three, of one to four steps

  // Any bytes are a program.
  static ModelProgram from(std::span<const std::uint8_t> bytes);
};

// What came of one run. A step that has been completed has one result: a value received, 0 for
// "closed", the number of the case for a select (with what it received), else `done`.
struct ModelOutcome {
  enum class End : std::uint8_t {
    over,  // everybody has ended or can never go on
    send_on_closed,
    close_of_closed,
    unlock_of_unlocked,
  };
  static constexpr int done = 1000;
  static constexpr int chosen = 2000;  // + 100 * case + value; a default is case 9
  static constexpr int default_case = 9;

  End end = End::over;
  std::vector<std::vector<int>> results;  // of each goroutine
  friend auto operator<=>(const ModelOutcome&, const ModelOutcome&) = default;
};

}  // namespace heddle::fuzz
