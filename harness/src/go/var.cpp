#include <heddle/var.h>

#include <string>

#include "detect/access_history.h"
#include "engine/run.h"

namespace heddle::detail {

using detect::Access;
using engine::Goroutine;
using engine::Object;
using engine::ObjectType;
using engine::OpKind;
using engine::Run;

namespace {

struct VarState : Object {
  static constexpr ObjectType object_type = ObjectType::var;
  detect::AccessHistory history;
};

// The same two places again say nothing new, within one run.
bool reported(const Run& run, const trace::Site& a, const trace::Site& b) {
  for (const trace::Finding& finding : run.findings()) {
    if (finding.kind == Kind::data_race && finding.sites[0] == a && finding.sites[1] == b) {
      return true;
    }
  }
  return false;
}

[[gnu::cold, gnu::noinline]] void report(Run& run, const VarState& var, const Access& earlier,
                                         const Here& at, bool writes) {
  const trace::Site first = run.site(earlier.at);
  const trace::Site second = run.site(at);
  if (reported(run, first, second)) return;
  const char* first_word = earlier.is_write ? "write" : "read";
  const char* second_word = writes ? "write" : "read";
  trace::Finding finding;
  finding.kind = Kind::data_race;
  finding.message = std::string("nothing orders the ") + first_word + " at " +
                    trace::short_text(first) + " before the " + second_word + " at " +
                    trace::short_text(second);
  finding.step = run.steps();
  trace::Involved one = run.describe(run.goroutine(earlier.epoch.slot + 1));
  one.site = first;
  one.state = first_word;
  one.waits_for.clear();
  trace::Involved other = run.describe(run.me());
  other.site = second;
  other.state = second_word;
  other.waits_for.clear();
  finding.goroutines = {std::move(one), std::move(other)};
  finding.sites = {first, second};
  finding.notes.push_back("on var " + std::to_string(var.ordinal) + " (first used at " +
                          trace::short_text(run.site(var.made_at)) + ")");
  run.add_finding(std::move(finding));
}

// An access is checked; it is no decision.
void access(const Anchor& anchor, const Here& at, OpKind kind, bool reads, bool writes) {
  Run& run = Run::here(at);
  Goroutine& me = run.me();
  if (run.tracking()) [[likely]] {
    auto& var = run.object<VarState>(anchor, at);
    const engine::Epoch now = me.epoch();
    if (writes) {
      const Access* racing = var.history.write(me.clock, now, at);
      if (racing != nullptr) report(run, var, *racing, at, true);
    } else if (reads) {
      const Access* racing = var.history.read(me.clock, now, at, run.arena());
      if (racing != nullptr) report(run, var, *racing, at, false);
    }
  }
  if (run.recorder() != nullptr) [[unlikely]] {
    run.recorder()->event(me.ordinal, kind, &run.object<VarState>(anchor, at), at, 0, 0, false);
  }
}

}  // namespace

void var_read(const Anchor& anchor, Here at) { access(anchor, at, OpKind::var_read, true, false); }
void var_write(const Anchor& anchor, Here at) {
  access(anchor, at, OpKind::var_write, false, true);
}
void var_update(const Anchor& anchor, Here at) {
  access(anchor, at, OpKind::var_update, true, true);
}

}  // namespace heddle::detail
