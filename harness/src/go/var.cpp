#include <heddle/var.h>

#include <string_view>

#include "detect/access_history.h"
#include "engine/run.h"
#include "go/unordered.h"

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
  const Goroutine* only = nullptr;  // who has accessed it, as long as that is one
  bool shared = false;

  // Whether another goroutine has accessed it before.
  bool shared_with(const Goroutine& me) noexcept {
    if (only == nullptr) only = &me;
    if (only != &me) shared = true;
    return shared;
  }
};

[[gnu::cold, gnu::noinline]] void report(Run& run, const VarState& var, const Access& earlier,
                                         const Here& at, std::string_view word) {
  engine::report_unordered(run, Kind::data_race, {}, earlier, earlier.is_write ? "write" : "read",
                           at, word, var);
}

// An access is checked; it is a decision only where the run interrupts at accesses to memory.
void access(const Anchor& anchor, const Here& at, OpKind kind, bool reads, bool writes) {
  Run& run = Run::here(at);
  Goroutine& me = run.me();
  if (run.program().preempt_memory) [[unlikely]] {
    auto& var = run.object<VarState>(anchor, at);
    run.saw_memory();
    if (var.shared_with(me)) run.step(me, kind, &var, at);
  }
  if (run.tracking()) [[likely]] {
    auto& var = run.object<VarState>(anchor, at);
    const engine::Epoch now = me.epoch();
    if (writes) {
      const Access* racing = var.history.write(me.clock, now, at);
      if (racing != nullptr) report(run, var, *racing, at, "write");
    } else if (reads) {
      const Access* racing = var.history.read(me.clock, now, at, run.arena());
      if (racing != nullptr) report(run, var, *racing, at, "read");
    }
  }
  if (run.is_told(kind)) [[unlikely]] {
    run.record_aside(me.ordinal, kind, &run.object<VarState>(anchor, at), at);
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
