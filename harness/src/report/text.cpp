#include "report/text.h"

#include <string_view>

#include "report/colour.h"
#include "report/picture.h"
#include "report/symbolise.h"
#include "report/wrap.h"

namespace heddle::report {
namespace {

constexpr std::size_t goroutines_most = 16;  // a report of a thousand goroutines is not read
constexpr std::size_t interruptions_most = 12;

std::string painted(std::string_view text, std::string_view look, const TextStyle& style) {
  if (!style.colours) return std::string(text);
  return std::string(look) + std::string(text) + std::string(colour::plain);
}

std::string title(const trace::Finding& finding, const TextStyle& style) {
  const std::string lines = wrap("", trace::headline(finding), 2);
  const std::size_t kind_end = lines.find(':');
  return painted(lines.substr(0, kind_end), colour::red, style) + lines.substr(kind_end);
}

bool is_lambda(std::string_view function) {
  return function == "operator()" || function.ends_with("::lambda");
}

// A function's name only where it says something: bodies are lambdas.
std::string place(const trace::Site& site) {
  if (site.line == 0 && site.file.empty()) {
    if (site.function.empty()) return {};
    // Without debug information calls that were inlined are not told from what calls them.
    if (site.function.starts_with("heddle::detail::")) return trace::place_text(site);
    return frame_text(site) + " (no debug information)";
  }
  std::string text = trace::short_text(site);
  if (!site.function.empty() && !is_lambda(site.function)) text += " (" + site.function + ")";
  return text;
}

std::string about(const trace::Involved& goroutine, const TextStyle& style) {
  std::string out =
      "  " + painted(trace::label(goroutine), colour::bold, style) + " [" + goroutine.state + "]\n";
  if (const std::string at = place(goroutine.site); !at.empty()) out += wrap("    at ", at, 6);
  for (std::size_t i = 1; i < goroutine.stack.size(); ++i) {
    out += wrap("    called at ", place(goroutine.stack[i]), 6);
  }
  if (goroutine.creator != 0) {
    const std::string at = place(goroutine.created_at);
    out += wrap("    started by ",
                "G" + std::to_string(goroutine.creator) + (at.empty() ? "" : " at " + at), 6);
  } else if (goroutine.ordinal > 1 && goroutine.created_at.line != 0) {
    // A timer's or a context's.
    out += wrap("    runs the function given at ", place(goroutine.created_at), 6);
  }
  std::string_view hold = "    holds ";
  for (const std::string& lock : goroutine.holds) {
    out += wrap(hold, lock, 6);
    hold = "      and ";
  }
  if (!goroutine.waits_for.empty()) out += wrap("    waits for ", goroutine.waits_for, 6);
  std::string_view lead = "    could have been woken by ";
  for (const std::string& waker : goroutine.could_wake) {
    const bool nobody = waker.starts_with("nobody");
    out += wrap(nobody ? "    " : lead, waker, 6);
    lead = "      or by ";
  }
  return out;
}

std::string history(const trace::Finding& finding, const std::string& scenario) {
  std::string out;
  if (!scenario.empty()) out += "in " + scenario + ", ";
  out += "run " + std::to_string(finding.first_run);
  if (finding.count > 1) out += ", met " + std::to_string(finding.count) + " times";
  out += "; " + counted(finding.decisions, "decision") + ", " +
         counted(finding.preemptions, "preemption");
  if (finding.early_firings != 0) {
    out += ", " + counted(finding.early_firings, "early firing") + " of a timer";
  }
  if (finding.after_main) out += "; after main returned";
  return wrap("  ", out, 2);
}

// What the schedule comes down to: of the preemptions in the run that found it, those it needs.
std::string shrinking_text(const trace::Shrinking& shrinking, std::uint64_t preemptions) {
  std::string out = "needed " + counted(preemptions, "preemption") + " of " +
                    std::to_string(shrinking.preemptions_found);
  if (shrinking.fewest && preemptions != 0) out += "; with fewer it does not come";
  if (!shrinking.interruptions.empty()) out += ':';
  out = '\n' + wrap("  ", out, 2);
  std::size_t shown = 0;
  for (const std::string& interruption : shrinking.interruptions) {
    if (shown++ == interruptions_most) {
      out += "    and " +
             counted(shrinking.interruptions.size() - interruptions_most, "more preemption") + "\n";
      break;
    }
    out += wrap("    ", interruption, 6);
  }
  return out;
}

}  // namespace

std::string counted(std::uint64_t n, const std::string& one) {
  return std::to_string(n) + " " + one + (n == 1 ? "" : "s");
}

std::string text_of(const trace::Finding& finding, const std::string& scenario,
                    const std::string& replay_command, const TextStyle& style) {
  std::string out = title(finding, style) + history(finding, scenario);
  std::size_t shown = 0;
  for (const trace::Involved& goroutine : finding.goroutines) {
    if (shown++ == goroutines_most) {
      out += "\n  and " + counted(finding.goroutines.size() - goroutines_most, "more goroutine") +
             "\n";
      break;
    }
    out += '\n' + about(goroutine, style);
  }
  if (!finding.waits.empty()) out += '\n' + picture_of(finding);
  if (!finding.notes.empty()) out += '\n';
  for (const std::string& note : finding.notes) out += wrap("  note: ", note, 6);
  if (finding.shrinking.preemptions_found != 0)
    out += shrinking_text(finding.shrinking, finding.preemptions);
  if (!finding.turning_point.text.empty()) {
    out += '\n' + wrap("  ", finding.turning_point.text, 2);
  }
  out += style.foreign ? "\nReplay it with the program that has this scenario\n  "
                       : "\nReplay it with\n  ";
  out += replay_command + "\n";
  return out;
}

}  // namespace heddle::report
