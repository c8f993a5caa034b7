#pragma once

// Traces written by hand, for tests of detectors. A line is one of
//
//   # text                                 for the reader
//   mutex A a.cpp:1                        an object: type, name, where it was made
//   G1 lock A a.cpp:10                     an event: who, what (as in traces), object, where
//   G1 try-lock A a=1 a.cpp:10             with its values
//   G1 cond-wait C waits a.cpp:10          that begins to wait
//   sent: G1 chan-send K a.cpp:12          with a mark
//   G2 chan-recv K a.cpp:20 after sent     that happens after marked events (commas between them)
//   G1 go G2 worker a.cpp:3                starts a goroutine, whose start comes after it
//   G1 context-derive - b=X a.cpp:5        "-" is no object; a value may be the name of one
//   repeat 100 ... done                    the lines between, so many times
//   G2 stuck lock B a.cpp:11               at the end: waits for ever
//   G2 runs a.cpp:11                       at the end: has not ended, does not wait
//   engine deadlock: text                  what the engine has found, with everybody not ended
//   cut: text                              the run was given up
//
// Who is not said to be stuck or to run has ended. The clock is G0, main is G1 and there from the
// start. After a line "---" comes what the detectors find.

#include <heddle/trace/trace.h>

#include <string>

namespace heddle::detect {

struct WrittenTrace {
  trace::Trace trace;  // its findings are the engine's
  std::string input;   // up to and with "---\n"
  std::string expected;
};

// Throws std::runtime_error with the line that is wrong.
WrittenTrace read_written(const std::string& text);

// A finding as the files show it.
std::string written(const trace::Finding& finding);

}  // namespace heddle::detect
