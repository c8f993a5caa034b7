#pragma once

#include <heddle/trace/finding.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/user_site.h"

namespace heddle::report {

// Functions' names: with scopes and arguments, or as __builtin_FUNCTION gives them.
enum class Names : std::uint8_t { full, plain };

// Places in the code of this process (and of those it forks) as names, from its debug information.
// Inlined functions are frames of their own.
class Symboliser {
 public:
  Symboliser();
  ~Symboliser();
  Symboliser(const Symboliser&) = delete;
  Symboliser& operator=(const Symboliser&) = delete;

  // Innermost first. An address that nothing is known about gives nothing; a function without
  // debug information gives a frame without a line.
  std::vector<trace::Site> frames(std::uintptr_t address, Names names = Names::full);
  // "counter", "table+8": the global variable at an address; empty where there is none.
  std::string data(std::uintptr_t address);
  // "n (queue.cpp:12)", "pair+4 (queue.cpp:30)": the variable of this call at an address, and where
  // it is declared; empty where there is none that can be told.
  std::string local(const engine::StackFrame& frame, std::uintptr_t address);

 private:
  struct Session;
  void open();
  std::unique_ptr<Session> session_;
};

// From now on the engine can name places in instrumented code (engine/code_place.h).
void name_code_places();

// "push (queue.cpp:12)".
std::string frame_text(const trace::Site& frame);

}  // namespace heddle::report
