#pragma once

// What every command knows.

#include <heddle/scenario.h>

#include <span>
#include <string>
#include <vector>

namespace heddle::cli {

// Exit statuses.
enum Status : int {
  nothing_found = 0,  // or the job is done, or the check is as expected
  found = 1,          // findings, or the check is not as expected
  wrong_usage = 2,    // or unreadable input
  failed = 3,         // the tool failed, or the result is not green
};

struct Context {
  std::span<const Scenario* const> scenarios;
  std::string program;   // as it was called: replay commands begin with it
  bool colours = false;  // on standard output
};

// What the user asked for makes no sense. One line, with what to do.
struct UsageError {
  std::string message;
};
// The tool could not do its work.
struct Failure {
  std::string message;
};

// The scenarios that the names or patterns stand for, each once, in the order of the program; all
// when there are none. Throws UsageError when one matches nothing.
std::vector<const Scenario*> matching(const Context& context,
                                      const std::vector<std::string>& patterns);

// The one scenario with this name, or the only one that matches. Throws UsageError.
const Scenario& only(const Context& context, const std::string& name);
// Where none is named: the one scenario that the program has. Throws UsageError.
const Scenario& only(const Context& context);

// "; did you mean 'explore'?" for a word that contains the wanted one or is a typing error away;
// empty when there is none.
std::string did_you_mean(const std::string& wanted, std::span<const std::string> words);

// A word as a shell takes it: quoted when it has to be.
std::string shell_word(const std::string& word);

// A time span such as "10", "2.5s", "300ms", "5m", "1h", in seconds. Throws UsageError.
double seconds_of(const std::string& text, const std::string& option);

}  // namespace heddle::cli
