#pragma once

#include <heddle/trace/finding.h>

#include <string>

namespace heddle::report {

struct TextStyle {
  bool colours = false;
  bool foreign = false;  // another program has the scenario: PROGRAM in the command
};

// A finding as text for people, at most 80 columns wide. The last line is the command that replays
// it, in one piece however long it is.
std::string text_of(const trace::Finding& finding, const std::string& scenario,
                    const std::string& replay_command, const TextStyle& style = {});

// "1 decision", "2 decisions".
std::string counted(std::uint64_t n, const std::string& one);

}  // namespace heddle::report
