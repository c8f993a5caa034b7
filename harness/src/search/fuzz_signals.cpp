#include "search/fuzz_signals.h"

#include <signal.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstring>

namespace heddle::search {
namespace {

constexpr std::array fatal_signals = {SIGSEGV, SIGBUS, SIGFPE, SIGILL};
// What libFuzzer does for these needs more stack than a goroutine has.
constexpr std::array other_signals = {SIGABRT, SIGALRM};
constexpr std::size_t fatal_stack_bytes = 1 << 20;

const char* running_scenario = "";
std::array<struct sigaction, fatal_signals.size()> actions_before;

void say(const char* text) {
  // Nothing can be done about a standard error that is gone.
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, text, std::strlen(text));
}

// The instruction that failed is tried again, and fails again: what was there before sees it too.
void on_fatal_signal(int signal) {
  say("\nheddle: scenario ");
  say(running_scenario);
  say(" is killed by a signal; with FILE being the input that libFuzzer writes:\n"
      "  heddle replay '");
  say(running_scenario);
  say("' --fuzz-input FILE\n\n");
  for (std::size_t i = 0; i < fatal_signals.size(); ++i) {
    if (fatal_signals[i] == signal) sigaction(signal, &actions_before[i], nullptr);
  }
}

}  // namespace

void tell_of_fatal_signals(const char* scenario) {
  running_scenario = scenario;
  stack_t stack{};
  sigaltstack(nullptr, &stack);
  if ((stack.ss_flags & SS_DISABLE) != 0) {
    stack = {};
    // Not an array: each recorded run looks through the global variables, at every switch.
    static std::byte* const memory = new std::byte[fatal_stack_bytes];
    stack.ss_sp = memory;
    stack.ss_size = fatal_stack_bytes;
    sigaltstack(&stack, nullptr);
  }
  for (const int signal : other_signals) {
    struct sigaction action{};
    sigaction(signal, nullptr, &action);
    action.sa_flags |= SA_ONSTACK;
    sigaction(signal, &action, nullptr);
  }
  for (std::size_t i = 0; i < fatal_signals.size(); ++i) {
    struct sigaction& before = actions_before[i];
    sigaction(fatal_signals[i], nullptr, &before);
    // It may have to run when there is no stack left.
    before.sa_flags |= SA_ONSTACK;
    struct sigaction action{};
    action.sa_handler = on_fatal_signal;
    action.sa_flags = SA_ONSTACK;
    sigaction(fatal_signals[i], &action, nullptr);
  }
}

}  // namespace heddle::search
