#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace heddle::cli {

// Writes to standard output; throws Failure when that is not possible (a full disk).
void print(std::string_view text);

// Workflow commands for GitHub Actions: to standard output, or error where that is for JSON.
void tell_github(std::string_view commands, bool on_error);

// One line on standard error: "heddle: ...".
void complain(std::string_view message);

bool colours_wanted(int descriptor);

// How far a job is, on standard error: a line that rewrites itself on a terminal; in a pipe a line
// every ten seconds, so nothing at all for a quick job.
class ProgressLine {
 public:
  ProgressLine();
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  void show(const std::string& text);
  // Takes the line away before something else is printed.
  void clear();

 private:
  bool terminal_;
  bool shown_ = false;
  std::int64_t last_ns_;
};

}  // namespace heddle::cli
