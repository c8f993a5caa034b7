#include "report/picture.h"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "report/wrap.h"

namespace heddle::report {
namespace {

using trace::Finding;
using trace::Wait;
using trace::WaitHolder;

constexpr std::size_t lines_most = 24;
constexpr std::size_t holders_most = 4;

std::string name_of(const Finding& finding, std::uint32_t ordinal) {
  for (const trace::Involved& who : finding.goroutines) {
    if (who.ordinal == ordinal) return trace::label(who);
  }
  return "G" + std::to_string(ordinal);
}

const Wait* wait_of(const Finding& finding, std::uint32_t ordinal) {
  const auto found =
      std::find_if(finding.waits.begin(), finding.waits.end(),
                   [ordinal](const Wait& wait) { return wait.goroutine == ordinal; });
  return found == finding.waits.end() ? nullptr : &*found;
}

// Goroutines of the picture besides the one that waits, in the order in which they are named.
std::vector<std::uint32_t> others_of(const Finding& finding, const Wait& wait) {
  std::vector<std::uint32_t> others;
  for (const WaitHolder& holder : wait.holders) {
    if (holder.goroutine == wait.goroutine) continue;
    const Wait* const its = wait_of(finding, holder.goroutine);
    // Who waits for the very same is no help: two senders on one channel are no ring.
    const bool alike = its != nullptr && its->object == wait.object && its->action == wait.action;
    if (its != nullptr && (!alike || holder.how != trace::known_to)) {
      others.push_back(holder.goroutine);
    }
  }
  return others;
}

// The shortest ring of goroutines, each waiting for what the next one has, that begins with
// `first`; empty when there is none.
std::vector<std::uint32_t> ring_from(const Finding& finding, std::uint32_t first) {
  std::vector<std::vector<std::uint32_t>> paths = {{first}};
  std::vector<std::uint32_t> seen;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    const std::vector<std::uint32_t> path = paths[i];
    for (const Wait& wait : finding.waits) {
      if (wait.goroutine != path.back()) continue;
      for (const std::uint32_t next : others_of(finding, wait)) {
        if (next == first) return path;
        if (std::find(seen.begin(), seen.end(), next) != seen.end()) continue;
        seen.push_back(next);
        paths.push_back(path);
        paths.back().push_back(next);
      }
    }
  }
  return {};
}

std::string holder_text(const Finding& finding, const Wait& wait, const WaitHolder& holder) {
  if (holder.goroutine == wait.goroutine) return name_of(finding, holder.goroutine) + " itself";
  std::string text = name_of(finding, holder.goroutine);
  // Who waits has a line of its own.
  if (wait_of(finding, holder.goroutine) == nullptr) text += " (" + holder.state + ")";
  return text;
}

// " <--known to-- G2 worker, G3 (has ended)".
std::string holders_text(const Finding& finding, const Wait& wait) {
  std::string text;
  std::string_view how;
  std::size_t named = 0;
  for (const WaitHolder& holder : wait.holders) {
    // A handle of its own helps nobody.
    if (holder.how == trace::known_to && holder.goroutine == wait.goroutine) continue;
    if (named++ == holders_most) {
      text += ", and more";
      break;
    }
    text += holder.how == how ? ", " : " <--" + holder.how + "-- ";
    how = holder.how;
    text += holder_text(finding, wait, holder);
  }
  if (wait.held_elsewhere) {
    text += text.empty() ? " <--" + std::string(trace::known_to) + "-- " : ", ";
    text += "whoever looks where it lies in memory";
  } else if (text.empty() && !wait.holders.empty()) {
    text = " <--" + std::string(trace::known_to) + "-- nobody else";
  }
  return text;
}

std::string line_of(const Finding& finding, const Wait& wait, std::string_view rail) {
  const std::string subject = name_of(finding, wait.goroutine) + " --" + wait.action + "--> ";
  const std::string holders = holders_text(finding, wait);
  std::string line = "    " + std::string(rail) + subject + wait.object_text;
  if (line.size() + holders.size() <= page_columns) return line + holders + "\n";
  // The holders go below, and the rail of a ring goes on.
  const bool in_ring = rail == "+-> " || rail == "|   ";
  const std::string below = std::string("    ") + (in_ring ? "|   " : "    ") + "      ";
  return line + "\n" + wrap(below, holders.empty() ? "" : holders.substr(1), 14);
}

std::string lines_of(const Finding& finding, std::uint32_t goroutine, std::string_view rail,
                     std::string_view rail_below) {
  std::string text;
  for (const Wait& wait : finding.waits) {
    if (wait.goroutine != goroutine) continue;
    text += line_of(finding, wait, text.empty() ? rail : rail_below);
  }
  return text;
}

// The sentence below the picture.
std::string since_text(const Finding& finding) {
  if (finding.certain_since == 0) return {};
  const bool one = finding.goroutines.size() == 1;
  std::string text = "since step " + std::to_string(finding.certain_since) +
                     ": nobody who could still run had a way to wake " + (one ? "it" : "them");
  std::string each;
  for (const trace::Involved& who : finding.goroutines) {
    const Wait* const wait = wait_of(finding, who.ordinal);
    if (wait == nullptr || wait->certain_since == finding.certain_since) continue;
    each += each.empty() ? " (" : ", ";
    each += trace::label(who) + " since step " + std::to_string(wait->certain_since);
  }
  if (!each.empty()) text += each + ")";
  return wrap("  certain ", text, 4);
}

}  // namespace

std::string picture_of(const Finding& finding) {
  if (finding.waits.empty()) return {};
  std::string text;
  std::vector<std::uint32_t> drawn;
  const auto is_drawn = [&drawn](std::uint32_t goroutine) {
    return std::find(drawn.begin(), drawn.end(), goroutine) != drawn.end();
  };
  for (const Wait& wait : finding.waits) {
    if (is_drawn(wait.goroutine)) continue;
    const std::vector<std::uint32_t> ring = ring_from(finding, wait.goroutine);
    if (ring.empty() || std::any_of(ring.begin(), ring.end(), is_drawn)) continue;
    for (std::size_t i = 0; i < ring.size(); ++i) {
      const bool last = i + 1 == ring.size();
      text += lines_of(finding, ring[i], i == 0 ? "+-> " : (last ? "+-- " : "|   "),
                       last ? "    " : "|   ");
      drawn.push_back(ring[i]);
    }
  }
  std::size_t left = 0;
  for (const Wait& wait : finding.waits) {
    if (is_drawn(wait.goroutine)) continue;
    drawn.push_back(wait.goroutine);
    if (drawn.size() > lines_most) {
      ++left;
      continue;
    }
    text += lines_of(finding, wait.goroutine, "    ", "    ");
  }
  if (left != 0) text += "        and " + std::to_string(left) + " more that wait\n";
  return "  who waits for whom\n" + text + since_text(finding);
}

}  // namespace heddle::report
