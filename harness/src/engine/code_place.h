#pragma once

// Places that are known by an address in the code only: the accesses of instrumented code have no
// `Here at` parameter. Turning an address into a file and a line takes debug information and
// milliseconds, so it is done when a report is written, not when the access is made.

#include <heddle/here.h>
#include <heddle/trace/finding.h>

#include <cstdint>
#include <string>
#include <vector>

namespace heddle::engine {

struct StackFrame;  // engine/user_site.h

// Its file is this very string: no other place has its address.
inline constexpr char code_file[] = "code";

inline Here code_place(std::uintptr_t return_address) noexcept {
  Here at;
  at.file = code_file;
  at.function = reinterpret_cast<const char*>(return_address);
  return at;
}
inline bool is_code_place(const Here& at) noexcept { return at.file == code_file; }
inline std::uintptr_t code_address(const Here& at) noexcept {
  return reinterpret_cast<std::uintptr_t>(at.function);
}

// The functions a return address lies in, innermost first: more than one where calls were inlined.
// Set by whoever can read debug information; without it such places stay unnamed.
using FramesOfCode = std::vector<trace::Site> (*)(std::uintptr_t return_address);
inline constinit FramesOfCode frames_of_code = nullptr;

// The name of the global variable at an address, with "+offset" behind it where that is not 0;
// empty when there is none. Set like frames_of_code.
using NameOfData = std::string (*)(std::uintptr_t address);
inline constinit NameOfData name_of_data = nullptr;

// The variable of a function that has not returned, at an address in its frame: "n (a.cpp:7)", with
// the place where it is declared; empty when there is none. Set like frames_of_code.
using NameOfLocal = std::string (*)(const StackFrame& frame, std::uintptr_t address);
inline constinit NameOfLocal name_of_local = nullptr;

// The same, empty where nobody can tell. May be called on a goroutine's stack.
std::vector<trace::Site> frames_at(std::uintptr_t return_address);
std::string data_at(std::uintptr_t address);
std::string local_at(const StackFrame& frame, std::uintptr_t address);

// Whether a frame is the function that turns a lambda without captures into a pointer: the
// compiler's, not the user's.
bool is_thunk(const trace::Site& frame) noexcept;

// Whether a frame is the user's code: neither a thunk nor of the standard library's headers or
// Heddle's.
bool is_users_code(const trace::Site& frame) noexcept;

// The place with a file and a line, whatever it was given as: of code, the innermost frame that is
// the user's. The strings live as long as the process.
Here named(const Here& at);

}  // namespace heddle::engine
