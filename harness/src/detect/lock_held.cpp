#include "detect/lock_held.h"

#include <string>

namespace heddle::detect {

void LockHeld::ended(Findings& findings) {
  if (holds_.goroutines() == 0 || !source_->settled() || !all_ended(*source_)) return;
  for (std::uint32_t g = 1; g < holds_.goroutines(); ++g) {
    for (const Hold* held = holds_.first(g); held != nullptr; held = holds_.next(*held)) {
      const std::string object = source_->object_text(held->object);
      trace::Finding finding = source_->finding(
          Kind::lock_held_at_exit,
          (g == 1 ? "main has returned" : label(*source_, g) + " has ended") + " and still holds " +
              object + ", locked at " + place(held->at) + (held->shared ? " for reading" : ""));
      trace::Involved who = source_->describe(g);
      who.state = "ended";
      who.site = site_of(held->at);
      who.waits_for.clear();
      finding.goroutines.push_back(who);
      finding.notes.push_back(object + " was made at " +
                              place(source_->object_made_at(held->object)) +
                              "; nobody is left who could unlock it");
      findings.push_back(finding);
    }
  }
}

}  // namespace heddle::detect
