#include "detect/unordered.h"

#include <string>
#include <utility>

namespace heddle::detect {

void report_unordered(engine::Run& run, Kind kind, std::string_view message, const Access& earlier,
                      std::string_view earlier_word, const Here& at, std::string_view word,
                      const engine::Object& object) {
  const trace::Site first = run.site(earlier.at);
  const trace::Site second = run.site(at);
  std::string text(message);
  if (!text.empty()) text += ": ";
  text.append("nothing orders the ").append(earlier_word);
  text.append(" at ").append(trace::short_text(first)).append(" before the ").append(word);
  text.append(" at ").append(trace::short_text(second));
  trace::Finding finding = run.new_finding(kind, std::move(text));
  trace::Involved one = run.describe(run.goroutine(earlier.epoch.slot + 1));
  one.site = first;
  one.state = earlier_word;
  one.waits_for.clear();
  trace::Involved other = run.describe(run.me());
  other.site = second;
  other.state = word;
  other.waits_for.clear();
  finding.goroutines = {std::move(one), std::move(other)};
  finding.sites = {first, second};
  finding.notes.push_back("on " + std::string(engine::word(object.type)) + " " +
                          std::to_string(object.ordinal) + " (made at " +
                          trace::short_text(run.site(object.made_at)) + ")");
  run.add_finding(std::move(finding));
}

}  // namespace heddle::detect
