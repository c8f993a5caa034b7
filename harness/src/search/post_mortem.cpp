#include "search/post_mortem.h"

#include <signal.h>
#include <sys/wait.h>

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/code_place.h"

namespace heddle::search {
namespace {

constexpr std::size_t frames_shown_most = 12;

std::string signal_text(int number) {
  switch (number) {
    case SIGSEGV: return "segmentation fault (SIGSEGV)";
    case SIGBUS: return "bus error (SIGBUS)";
    case SIGFPE: return "arithmetic error (SIGFPE): perhaps a division by zero";
    case SIGILL: return "illegal instruction (SIGILL)";
    case SIGABRT: return "abort (SIGABRT)";
    case SIGTRAP: return "trap (SIGTRAP)";
    case SIGKILL: return "killed from outside (SIGKILL): perhaps the system ran out of memory";
    default: return "signal " + std::to_string(number);
  }
}

bool is_ours(const trace::Site& frame) {
  for (const std::string_view prefix : {"heddle::engine::", "heddle::detail::", "heddle_fiber_"}) {
    if (frame.function.starts_with(prefix)) return true;
  }
  return frame.file.find("include/heddle/") != std::string::npos;
}

// The user's part of the stack: what lies above our own way into the goroutine.
std::vector<trace::Site> stack_of(const Note& note, report::Symboliser& symboliser) {
  std::vector<trace::Site> stack;
  for (std::uint32_t i = 0; i < note.frame_count; ++i) {
    for (trace::Site& frame : symboliser.frames(note.frames[i])) {
      if (!engine::is_thunk(frame)) stack.push_back(std::move(frame));
    }
  }
  std::size_t first = 0;
  while (first < stack.size() && is_ours(stack[first])) ++first;
  if (first == stack.size()) first = 0;
  std::size_t end = first;
  while (end < stack.size() && (end == first || !is_ours(stack[end]))) ++end;
  stack.resize(end);
  stack.erase(stack.begin(), stack.begin() + static_cast<std::ptrdiff_t>(first));
  return stack;
}

// In the standard library or without a line: not where the user looks first.
bool is_users(const trace::Site& frame) {
  return frame.line != 0 && !frame.file.starts_with("/usr/");
}

trace::Site site_of(const PlaceNote& place, report::Symboliser& symboliser) {
  if (place.code == 0) return {place.file, place.line, place.function};
  for (trace::Site& frame : symboliser.frames(place.code - 1)) {
    if (engine::is_users_code(frame)) return std::move(frame);
  }
  return {};
}

void describe(trace::Finding& finding, const Outcome& outcome, const Note& note) {
  const int status = outcome.wait_status;
  switch (outcome.end) {
    case Outcome::End::hang:
      finding.kind = Kind::hang;
      if (outcome.stalled_seconds * 2 > outcome.run_seconds) {
        finding.message = fmt::format(
            "no operation for {:.1f} s: it loops without operations or blocks the "
            "whole process",
            outcome.stalled_seconds);
      } else {
        finding.message = fmt::format(
            "the run was not over after {:.1f} s; operations went on (--run-timeout gives it more "
            "time)",
            outcome.run_seconds);
      }
      return;
    case Outcome::End::out_of_memory:
      finding.kind = Kind::out_of_memory;
      finding.message = "a single run used more memory than Limits::memory_bytes allows";
      return;
    default: break;
  }
  finding.kind = Kind::crash;
  if (note.stack_overflow) {
    finding.kind = Kind::stack_overflow;
    finding.message = "the goroutine has used up its stack (Limits::stack_bytes)";
  } else if (note.signal != 0) {
    finding.message = signal_text(note.signal);
    if (note.null_access) finding.message += " through a null pointer";
  } else if (note.sanitizer) {
    finding.message = "a sanitizer ended the process: see what it wrote to standard error";
  } else if (note.exited) {
    finding.message = fmt::format("the scenario ended the process: exit({})", note.exit_status);
  } else if (WIFSIGNALED(status)) {
    finding.message = signal_text(WTERMSIG(status));
    if (WTERMSIG(status) == SIGKILL) finding.kind = Kind::out_of_memory;
  } else {
    finding.message = fmt::format(
        "the process ended with exit status {} in the middle of a run: see what it wrote to "
        "standard error",
        WEXITSTATUS(status));
  }
}

// Recursion is one line, however deep.
void add_stack(trace::Finding& finding, const std::vector<trace::Site>& stack, bool cut) {
  std::size_t shown = 0;
  for (std::size_t i = 0; i < stack.size() && shown < frames_shown_most; ++shown) {
    std::size_t same = i + 1;
    while (same < stack.size() && stack[same].line != 0 && stack[same].line == stack[i].line &&
           stack[same].file == stack[i].file) {
      ++same;
    }
    std::string note = (shown == 0 ? "stack: " : "called by: ") + report::frame_text(stack[i]);
    if (same - i > 1) {
      note += ", " + std::to_string(same - i) + " times";
      if (cut && same == stack.size()) note += " and more";
    }
    finding.notes.push_back(std::move(note));
    i = same;
  }
}

}  // namespace

trace::Finding post_mortem(const Outcome& outcome, const Status& status, std::uint64_t steps,
                           report::Symboliser& symboliser) {
  const Note& note = status.note;
  trace::Finding finding;
  describe(finding, outcome, note);
  finding.step = steps;
  const std::vector<trace::Site> stack = stack_of(note, symboliser);
  if (note.running.ordinal != 0) {
    trace::Involved who;
    who.ordinal = note.running.ordinal;
    who.name = note.running.name;
    who.state = "running";
    who.creator = note.running.creator;
    who.site = site_of(note.running.at, symboliser);
    who.created_at = site_of(note.running.made_at, symboliser);
    // A crash has a place of its own; where a stack ends or a loop is met is a matter of chance.
    if (finding.kind == Kind::crash) {
      for (const trace::Site& frame : stack) {
        if (!is_users(frame)) continue;
        who.site = frame;
        break;
      }
    }
    finding.goroutines.push_back(std::move(who));
  }
  add_stack(finding, stack, note.frame_count == Note::frames_most);
  return finding;
}

}  // namespace heddle::search
