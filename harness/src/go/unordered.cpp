#include "go/unordered.h"

#include <string>
#include <utility>

namespace heddle::engine {
namespace {

// The same two places again say nothing new, within one run.
bool reported(const Run& run, Kind kind, const trace::Site& a, const trace::Site& b) {
  for (const trace::Finding& finding : run.findings()) {
    if (finding.kind == kind && finding.sites.size() == 2 && finding.sites[0] == a &&
        finding.sites[1] == b) {
      return true;
    }
  }
  return false;
}

}  // namespace

void report_unordered(Run& run, Kind kind, std::string_view message, const detect::Access& earlier,
                      std::string_view earlier_word, const Here& at, std::string_view now_word,
                      const Object& object) {
  const Unwatched unwatched;
  const trace::Site first = run.site(earlier.at);
  const trace::Site second = run.site(at);
  if (reported(run, kind, first, second)) return;
  std::string text(message);
  if (!text.empty()) text += ": ";
  text.append("nothing orders the ").append(earlier_word);
  text.append(" at ").append(trace::place_text(first)).append(" before the ").append(now_word);
  text.append(" at ").append(trace::place_text(second));
  trace::Finding finding = run.new_finding(kind, std::move(text));
  trace::Involved one = run.describe(run.goroutine(earlier.epoch.slot + 1));
  one.site = first;
  one.state = earlier_word;
  one.waits_for.clear();
  trace::Involved other = run.describe(run.me());
  other.site = second;
  other.state = now_word;
  other.waits_for.clear();
  finding.goroutines = {std::move(one), std::move(other)};
  finding.sites = {first, second};
  finding.notes.push_back("on " + std::string(word(object.type)) + " " +
                          std::to_string(object.ordinal) + " (made at " +
                          trace::place_text(run.site(object.made_at)) + ")");
  run.add_finding(std::move(finding));
}

}  // namespace heddle::engine
