#include "detect/context_leak.h"

#include <string>

namespace heddle::detect {

void ContextLeak::begin(const Source& source) {
  source_ = &source;
  for (const Made& context : contexts_) place_[context.object] = 0;
  contexts_.clear();
}

void ContextLeak::performed(const Event& event) {
  if (event.kind == OpKind::ctx_derive) {
    // What after_func registers has no number: nobody could cancel it.
    const auto child = static_cast<std::uint32_t>(event.b);
    if (child == 0) return;
    contexts_.push({child, event.object, event.goroutine, event.a != 0, event.at});
    place_.at_least(child, 0) = contexts_.size();
  } else if (event.a != 0 && event.object < place_.size() && place_[event.object] != 0) {
    contexts_[place_[event.object] - 1].over = true;
  }
}

void ContextLeak::ended(Findings& findings) {
  if (contexts_.empty() || !source_->settled() || !all_ended(*source_)) return;
  for (const Made& context : contexts_) {
    if (context.over) continue;
    // A child is not cancelled because its parent is not: one forgotten call, one finding.
    if (context.parent != 0 && context.parent < place_.size() && place_[context.parent] != 0 &&
        !contexts_[place_[context.parent] - 1].over) {
      continue;
    }
    const std::string object = source_->object_text(context.object);
    trace::Finding finding = source_->finding(
        Kind::context_leak, "the cancel function of " + object + ", made at " + place(context.at) +
                                ", was never called: everybody has ended and it is still open");
    trace::Involved who = source_->describe(context.goroutine);
    who.state = "ended";
    who.site = site_of(context.at);
    who.waits_for.clear();
    finding.goroutines.push_back(who);
    findings.push_back(finding);
  }
}

}  // namespace heddle::detect
