#include "detect/saved.h"

#include <algorithm>

#include "detect/order.h"

namespace heddle::detect {
namespace {

using trace::Trace;

class Saved final : public Source {
 public:
  explicit Saved(const Trace& trace) : trace_(trace), order_(trace) {
    latest_.resize(trace.goroutines.size() + 1);
  }

  Moment now(std::uint32_t goroutine) const override { return {goroutine, latest_[goroutine]}; }
  bool knows(std::uint32_t goroutine, const Moment& moment) const override {
    return moment.goroutine == goroutine || order_.before(moment.time, latest_[goroutine], true);
  }
  bool settled() const override {
    if (!trace_.cut.empty() || trace_.prefix) return false;
    return std::all_of(trace_.goroutines.begin(), trace_.goroutines.end(), [](const auto& g) {
      return g.state == State::done || g.state == State::parked || g.state == State::disabled;
    });
  }
  std::uint32_t goroutines() const override {
    return static_cast<std::uint32_t>(trace_.goroutines.size());
  }
  State state(std::uint32_t goroutine) const override { return of(goroutine).state; }
  OpKind pending(std::uint32_t goroutine) const override { return of(goroutine).pending; }
  Here pending_at(std::uint32_t goroutine) const override { return here(of(goroutine).pending_at); }
  std::uint32_t pending_object(std::uint32_t goroutine) const override {
    const auto& waits_for = of(goroutine).waits_for;
    return waits_for.empty() ? 0 : waits_for.front();
  }
  trace::Involved describe(std::uint32_t goroutine) const override {
    trace::Involved who = trace::involved(trace_, goroutine);
    if (who.state == trace::word(State::done)) who.state = "ended";
    return who;
  }
  std::string object_text(std::uint32_t object) const override {
    return trace::object_name(trace_, object);
  }
  Here object_made_at(std::uint32_t object) const override {
    return object == 0 || object > trace_.objects.size() ? Here{}
                                                         : here(trace_.objects[object - 1].made_at);
  }
  trace::Finding finding(Kind kind, std::string message) const override {
    trace::Finding finding;
    finding.kind = kind;
    finding.message = std::move(message);
    finding.step = trace_.events.size();
    finding.after_main = main_ended_;
    return finding;
  }

  // The program's strings outlive a run, a trace's only the trace.
  Here here(std::uint32_t site) const {
    const trace::Site& at = trace::site_of(trace_, site);
    return {at.file.c_str(), at.function.c_str(), at.line};
  }

  Event event_of(const trace::Event& event) {
    if (event.goroutine < latest_.size()) latest_[event.goroutine] = event.number;
    if (event.kind == OpKind::end && event.goroutine == 1) main_ended_ = true;
    Event seen;
    seen.number = event.number;
    seen.a = event.value_a;
    seen.b = event.value_b;
    seen.goroutine = event.goroutine;
    seen.object = event.object;
    seen.kind = event.kind;
    seen.waits = event.waits;
    seen.at = here(event.site);
    return seen;
  }

  // Whether something other than a lock ties this event to one of another goroutine.
  bool orders(const trace::Event& event) const {
    if (lock_step(event.kind) != LockStep::none) return false;
    return event.edge_count != 0 || order_.leads_on(event.number);
  }

  // Whether the sections of the arcs could not have met: one of them, up to its inner lock, comes
  // before another one's outer lock.
  bool is_ordered(const LockOrder& locks, const LockOrder::Cycle& cycle) const {
    for (unsigned i = 0; i < cycle.size; ++i) {
      for (unsigned k = 0; k < cycle.size; ++k) {
        if (i == k) continue;
        const Arc& earlier = locks.arc(cycle.arcs[i]);
        const Arc& later = locks.arc(cycle.arcs[k]);
        if (order_.before(earlier.inner_number, later.outer_number, false)) return true;
      }
    }
    return false;
  }

 private:
  const trace::TracedGoroutine& of(std::uint32_t goroutine) const {
    return trace_.goroutines[goroutine - 1];
  }
  const Trace& trace_;
  Order order_;
  std::vector<std::uint64_t> latest_;  // by goroutine: its latest event
  bool main_ended_ = false;
};

// Feeds the whole trace.
void watch(const Trace& trace, Saved& source, Detectors& detectors) {
  detectors.begin(source);
  detectors.watch_end();
  for (const trace::Event& event : trace.events) {
    const Event seen = source.event_of(event);
    detectors.locked(seen);
    detectors.performed(seen);
    if (source.orders(event)) detectors.lock_order().era(event.goroutine);
  }
}

// The cycles that are no contradiction, with their findings; equal ones once.
template <class Each>
void for_each_cycle(const Saved& source, const LockOrder& locks, Each each) {
  std::vector<std::string> known;
  for (const LockOrder::Cycle& cycle : locks.cycles()) {
    if (source.is_ordered(locks, cycle)) continue;
    const trace::Finding finding = locks.finding_of(cycle);
    const std::string key = trace::key(finding);
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    known.push_back(key);
    each(cycle, finding, key);
  }
}

}  // namespace

Findings findings_of(const Trace& trace, Findings of_engine) {
  Findings findings = std::move(of_engine);
  Saved source(trace);
  Detectors detectors(true);
  watch(trace, source, detectors);
  detectors.ended(findings);
  std::erase_if(findings,
                [](const trace::Finding& finding) { return finding.kind == Kind::lock_order; });
  for_each_cycle(source, detectors.lock_order(),
                 [&](const LockOrder::Cycle&, const trace::Finding& finding, const std::string&) {
                   const bool shown = std::any_of(
                       findings.begin(), findings.end(),
                       [&](const trace::Finding& other) { return happened(finding, other); });
                   if (!shown) findings.push_back(finding);
                 });
  return findings;
}

void drop_ordered(Trace& trace) {
  const auto is_lock_order = [](const trace::Finding& finding) {
    return finding.kind == Kind::lock_order;
  };
  if (std::none_of(trace.findings.begin(), trace.findings.end(), is_lock_order)) return;
  std::vector<std::string> good;
  Saved source(trace);
  Detectors detectors(true);
  watch(trace, source, detectors);
  detectors.lock_order().find_cycles();
  for_each_cycle(source, detectors.lock_order(),
                 [&](const LockOrder::Cycle&, const trace::Finding&, const std::string& key) {
                   good.push_back(key);
                 });
  std::erase_if(trace.findings, [&](const trace::Finding& finding) {
    return is_lock_order(finding) &&
           std::find(good.begin(), good.end(), trace::key(finding)) == good.end();
  });
}

std::vector<CyclePart> cycle_of(const Trace& trace, const trace::Finding& finding) {
  std::vector<CyclePart> parts;
  Saved source(trace);
  Detectors detectors(true);
  watch(trace, source, detectors);
  LockOrder& locks = detectors.lock_order();
  locks.find_cycles();
  const std::string wanted = trace::key(finding);
  for_each_cycle(
      source, locks,
      [&](const LockOrder::Cycle& cycle, const trace::Finding&, const std::string& key) {
        if (key != wanted) return;
        for (unsigned i = 0; i < cycle.size; ++i) {
          const Arc& arc = locks.arc(cycle.arcs[i]);
          parts.push_back({trace.objects[arc.inner - 1].identity, site_of(arc.inner_at)});
        }
      });
  return parts;
}

}  // namespace heddle::detect
