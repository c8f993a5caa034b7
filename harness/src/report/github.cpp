#include "report/github.h"

#include <fmt/format.h>

#include <string_view>

namespace heddle::report {
namespace {

// A command is one line; in a property a colon or a comma ends the value.
std::string escaped(std::string_view text, bool property) {
  std::string out;
  for (const char c : text) {
    const bool ends = c == '%' || c == '\r' || c == '\n' || (property && (c == ':' || c == ','));
    out += ends ? fmt::format("%{:02X}", static_cast<unsigned char>(c)) : std::string(1, c);
  }
  return out;
}

}  // namespace

std::string github_of(std::span<const Summary> summaries) {
  std::string out;
  for (const Summary& summary : summaries) {
    for (const Reported& reported : summary.findings) {
      const trace::Finding& finding = reported.finding;
      const std::vector<trace::Site> places = places_of(finding);
      std::string where;
      if (!places.empty()) {
        where = fmt::format("file={},line={},", escaped(places[0].file, true), places[0].line);
      }
      out += fmt::format(
          "::{} {}title={}::{}\n", reported.fails ? "error" : "warning", where,
          escaped(std::string(trace::word(finding.kind)) + " in " + summary.scenario, true),
          escaped(finding.message + "\nReplay it with: " + reported.replay, false));
    }
    if (!summary.not_green.empty()) {
      out += fmt::format("::error title={}::{}\n", escaped(summary.scenario, true),
                         escaped("not green: " + summary.not_green, false));
    }
  }
  return out;
}

}  // namespace heddle::report
