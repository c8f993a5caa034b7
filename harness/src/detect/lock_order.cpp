#include "detect/lock_order.h"

#include <string>

namespace heddle::detect {
namespace {

// A run with more arcs than this has the others ignored; one with a denser graph is not searched to
// the end. Both are far beyond what a program with a lock order has.
constexpr std::uint32_t arcs_most = 4096;
constexpr std::uint64_t looks_most = 200'000;
constexpr std::uint32_t cycles_most = 256;

bool same_place(const Here& a, const Here& b) noexcept {
  return a.line == b.line && a.file == b.file;
}

bool excludes(bool one_shared, bool other_shared) noexcept { return !one_shared || !other_shared; }

bool waits_there(const trace::Finding& stuck, const trace::Involved& expected) {
  for (const trace::Involved& who : stuck.goroutines) {
    if (who.site == expected.site && who.state == expected.state) return true;
  }
  return false;
}

}  // namespace

bool happened(const trace::Finding& possible, const trace::Finding& stuck) {
  switch (stuck.kind) {
    case Kind::deadlock:
    case Kind::partial_deadlock:
    case Kind::leak:
    case Kind::lost_wakeup: break;
    default: return false;
  }
  for (const trace::Involved& who : possible.goroutines) {
    if (!waits_there(stuck, who)) return false;
  }
  return !possible.goroutines.empty();
}

void LockOrder::begin(const Source& source) {
  source_ = &source;
  arcs_.clear();
  gates_.clear();
  by_outer_.clear();
  own_.clear();
  eras_.clear();
  cycles_.clear();
}

void LockOrder::performed(const Event& event) {
  request(event.goroutine, event.object, event.kind, event.at, event.number);
}

void LockOrder::request(std::uint32_t goroutine, std::uint32_t object, OpKind kind, const Here& at,
                        std::uint64_t number) {
  const std::uint32_t first_gate = gates_.size();
  const std::uint32_t first_arc = arcs_.size();
  const LockStep step = lock_step(kind);
  for (const Hold* held = holds_.first(goroutine); held != nullptr; held = holds_.next(*held)) {
    if (held->object == object || arcs_.size() >= arcs_most) continue;
    Arc arc;
    arc.goroutine = goroutine;
    arc.outer = held->object;
    arc.inner = object;
    arc.gates = first_gate;
    arc.outer_number = held->number;
    arc.inner_number = number;
    arc.era = exact_ && goroutine < eras_.size() ? eras_[goroutine] : 0;
    arc.inner_kind = kind;
    arc.outer_shared = held->shared;
    arc.inner_shared = step == LockStep::take_shared;
    arc.outer_at = held->at;
    arc.inner_at = at;
    if (is_known(arc)) continue;
    arcs_.push(arc);
    std::uint32_t& head = by_outer_.at_least(arc.outer, 0);
    std::uint32_t& own = own_.at_least(goroutine, 0);
    arcs_.back().next = head;
    arcs_.back().next_own = own;
    head = own = arcs_.size();
  }
  if (arcs_.size() == first_arc) return;
  for (const Hold* held = holds_.first(goroutine); held != nullptr; held = holds_.next(*held)) {
    gates_.push({held->object, held->shared});
  }
  for (std::uint32_t i = first_arc; i < arcs_.size(); ++i) {
    arcs_[i].gate_count = gates_.size() - first_gate;
  }
}

// Whether an arc says nothing new: same goroutine, same locks, same places, and under the same
// locks.
bool LockOrder::is_known(const Arc& arc) const noexcept {
  if (arc.goroutine >= own_.size()) return false;
  for (std::uint32_t i = own_[arc.goroutine]; i != 0; i = arcs_[i - 1].next_own) {
    const Arc& known = arcs_[i - 1];
    if (known.outer != arc.outer || known.inner != arc.inner || known.era != arc.era ||
        known.inner_shared != arc.inner_shared || known.outer_shared != arc.outer_shared ||
        (known.inner_number == 0) != (arc.inner_number == 0) ||
        !same_place(known.inner_at, arc.inner_at) || !same_place(known.outer_at, arc.outer_at)) {
      continue;
    }
    const Hold* held = holds_.first(arc.goroutine);
    std::uint32_t gate = 0;
    for (; held != nullptr && gate < known.gate_count; held = holds_.next(*held), ++gate) {
      const Gate& other = gates_[known.gates + gate];
      if (other.object != held->object || other.shared != held->shared) break;
    }
    if (held == nullptr && gate == known.gate_count) return true;
  }
  return false;
}

bool LockOrder::kept_apart(const Arc& a, const Arc& b) const noexcept {
  for (std::uint32_t i = 0; i < a.gate_count; ++i) {
    const Gate& one = gates_[a.gates + i];
    for (std::uint32_t k = 0; k < b.gate_count; ++k) {
      const Gate& other = gates_[b.gates + k];
      if (one.object == other.object && excludes(one.shared, other.shared)) return true;
    }
  }
  return false;
}

bool LockOrder::may_follow(const Cycle& chain, const Arc& arc) const noexcept {
  for (unsigned i = 0; i < chain.size; ++i) {
    const Arc& member = arcs_[chain.arcs[i]];
    if (member.goroutine == arc.goroutine || kept_apart(member, arc)) return false;
  }
  return true;
}

void LockOrder::extend(Cycle& chain) {
  const Arc& first = arcs_[chain.arcs[0]];
  const Arc& last = arcs_[chain.arcs[chain.size - 1]];
  if (chain.size > 1 && last.inner == first.outer &&
      excludes(last.inner_shared, first.outer_shared)) {
    if (cycles_.size() < cycles_most) cycles_.push(chain);
    return;
  }
  if (chain.size == cycle_most || last.inner >= by_outer_.size()) return;
  for (std::uint32_t i = by_outer_[last.inner]; i != 0; i = arcs_[i - 1].next) {
    if (looks_left_ == 0) return;
    --looks_left_;
    const Arc& arc = arcs_[i - 1];
    // Each cycle once: it begins with its lowest goroutine.
    if (arc.goroutine <= first.goroutine || !excludes(last.inner_shared, arc.outer_shared) ||
        holds_.is_foreign(arc.outer) || !may_follow(chain, arc)) {
      continue;
    }
    chain.arcs[chain.size++] = i - 1;
    extend(chain);
    --chain.size;
  }
}

void LockOrder::find_cycles() {
  for (std::uint32_t g = 1; g <= source_->goroutines() && g < holds_.goroutines(); ++g) {
    const LockStep step = lock_step(source_->pending(g));
    if (!is_blocked(*source_, g) || (step != LockStep::take && step != LockStep::take_shared)) {
      continue;
    }
    request(g, source_->pending_object(g), source_->pending(g), source_->pending_at(g), 0);
  }
  looks_left_ = looks_most;
  for (std::uint32_t i = 0; i < arcs_.size(); ++i) {
    const Arc& arc = arcs_[i];
    if (holds_.is_foreign(arc.outer) || holds_.is_foreign(arc.inner)) continue;
    Cycle chain{{i}, 1};
    extend(chain);
  }
}

trace::Finding LockOrder::finding_of(const Cycle& cycle) const {
  std::string message;
  for (unsigned i = 0; i < cycle.size; ++i) {
    const Arc& arc = arcs_[cycle.arcs[i]];
    if (i != 0) message += i + 1 == cycle.size ? " and " : ", ";
    message += "G" + std::to_string(arc.goroutine) + " asks for " +
               source_->object_text(arc.inner) + " while it holds " +
               source_->object_text(arc.outer);
  }
  trace::Finding finding = source_->finding(
      Kind::lock_order, "locks are taken in a circle, which may deadlock: " + message);
  finding.possible = true;
  for (unsigned i = 0; i < cycle.size; ++i) {
    const Arc& arc = arcs_[cycle.arcs[i]];
    trace::Involved who = source_->describe(arc.goroutine);
    who.state = trace::info(arc.inner_kind).waiting;
    who.site = site_of(arc.inner_at);
    who.waits_for = source_->object_text(arc.inner) + " (made at " +
                    place(source_->object_made_at(arc.inner)) + ")";
    finding.notes.push_back(trace::label(who) + " holds " + source_->object_text(arc.outer) +
                            " (made at " + place(source_->object_made_at(arc.outer)) + ") since " +
                            place(arc.outer_at));
    finding.goroutines.push_back(who);
  }
  return finding;
}

void LockOrder::ended(Findings& findings) {
  if (arcs_.empty() && holds_.goroutines() == 0) return;
  find_cycles();
  const auto first_own = findings.size();
  for (const Cycle& cycle : cycles_) {
    trace::Finding finding = finding_of(cycle);
    const std::string key = trace::key(finding);
    bool known = false;
    for (auto i = findings.size(); i-- > 0;) {
      known = known ||
              (i < first_own ? happened(finding, findings[i]) : trace::key(findings[i]) == key);
    }
    if (!known) findings.push_back(finding);
  }
}

}  // namespace heddle::detect
