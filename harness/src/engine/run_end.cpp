// How a run ends, and what that means: who is stuck, who leaked, which limit was reached.

#include "engine/code_place.h"
#include "engine/run.h"

namespace heddle::engine {
namespace {

bool is_blocked(const Goroutine& goroutine) noexcept {
  return goroutine.state == State::parked ||
         (goroutine.state == State::disabled && !goroutine.holding_back);
}

bool waits_on_channel(OpKind kind) noexcept {
  return kind == OpKind::chan_send || kind == OpKind::chan_recv;
}

std::string plural(std::size_t n, const char* one, const char* many) {
  return std::to_string(n) + " " + (n == 1 ? one : many);
}

}  // namespace

const char* word(ObjectType type) noexcept {
  switch (type) {
    case ObjectType::channel: return "channel";
    case ObjectType::mutex: return "mutex";
    case ObjectType::rwmutex: return "rwmutex";
    case ObjectType::waitgroup: return "waitgroup";
    case ObjectType::once: return "once";
    case ObjectType::cond: return "cond";
    case ObjectType::atomic: return "atomic";
    case ObjectType::var: return "var";
    case ObjectType::map: return "map";
    case ObjectType::pool: return "pool";
    case ObjectType::context: return "context";
    case ObjectType::timer: return "timer";
    case ObjectType::signal: return "signal";
    case ObjectType::static_local: return "static";
    case ObjectType::memory: return "memory";
  }
  return "object";
}

trace::Site Run::site(const Here& at) const {
  const Here known = named(at);
  return {known.file, known.line, known.function};
}

trace::Involved Run::describe(const Goroutine& goroutine) {
  find_place(*goroutines_[goroutine.ordinal - 1]);
  trace::Involved who;
  who.ordinal = goroutine.ordinal;
  who.name = goroutine.name;
  for (const Goroutine* g = &goroutine; g != nullptr; g = g->creator) {
    const std::string index =
        g->creator == nullptr && g->child_index == 1
            ? "0"
            : (g->creator == nullptr ? "c" : "") + std::to_string(g->child_index);
    who.identity = who.identity.empty() ? index : index + "." + who.identity;
  }
  who.site = site(goroutine.op.at);
  if (goroutine.creator != nullptr) who.creator = goroutine.creator->ordinal;
  who.created_at = site(goroutine.made_at);
  switch (goroutine.state) {
    case State::parked:
    case State::disabled: {
      who.state = goroutine.holding_back ? "running" : trace::info(goroutine.op.kind).waiting;
      const Object* object = goroutine.op.object;
      if (object != nullptr && !goroutine.holding_back) {
        who.waits_for = std::string(word(object->type)) + " " + std::to_string(object->ordinal) +
                        " (made at " + trace::place_text(site(object->made_at)) + ")";
      } else if (waits_on_channel(goroutine.op.kind)) {
        who.state += " (nil chan)";
        who.waits_for = "a nil channel, for ever";
      } else if (goroutine.op.kind == OpKind::select && goroutine.op.case_count == 0) {
        who.state += " (no cases)";
        who.waits_for = "nothing, for ever";
      }
      break;
    }
    case State::running:
    case State::ready: who.state = "running"; break;
    case State::fresh:
    case State::done: who.state = "ended"; break;
  }
  return who;
}

trace::Finding Run::new_finding(Kind kind, std::string message) const {
  trace::Finding finding;
  finding.kind = kind;
  finding.message = std::move(message);
  finding.step = steps_;
  finding.after_main = phase_ == Phase::drain;
  finding.early_firings = result_.early_firings;
  return finding;
}

void Run::add_finding(trace::Finding finding) {
  const Unwatched unwatched;
  if (result_.cut != nullptr) return;  // neither good nor bad
  if (!is_off(finding.kind)) findings_.push_back(std::move(finding));
}

// The body has returned. On the host, so that the body's frame stays as it is.
void Run::main_returned() {
  Goroutine& main = *goroutines_[0];
  announce(main, OpKind::end, nullptr, main.op.at, 0);
  record(main);
  changed(main);
  ensure(trace::legal(main.state, State::done), "only the running end");
  main.state = State::done;
  remove_ready(main);
  --live_;
  phase_ = Phase::drain;
  if (!program_->drain) {
    if (follower_ != nullptr) follow([](Follower& follower) { follower.ends_run(false); });
    find_places();
    ended_ = true;
    return;
  }
  const std::uint64_t drain_limit = steps_ + program_->limits.drain_steps;
  if (drain_limit < step_limit_) step_limit_ = drain_limit;
  if (attention_step_ > step_limit_) attention_step_ = step_limit_;
}

// The run is over for one reason or another; nobody is running.
void Run::conclude() {
  for (const PendingStatic& pending : pending_statics) pending.guard[1] = 0;
  pending_statics.clear();
  if (ended_) return;
  if (result_.cut != nullptr) {
    stopped_ = true;
    return;
  }
  find_places();
  if (recorder_ != nullptr) stuck_.look(recorder_->next_number() - 1, nullptr, false);
  if (live_ > 0) {
    report_stuck();
  } else if (main_exited_) {
    add_finding(
        new_finding(Kind::deadlock, "no goroutines (main called runtime.Goexit) - deadlock!"));
  }
}

void Run::report_stuck() {
  const bool leak = phase_ == Phase::drain;
  trace::Finding finding =
      leak ? new_finding(Kind::leak, plural(live_, "goroutine is", "goroutines are") +
                                         " blocked for ever after main has returned")
           : new_finding(Kind::deadlock, main_exited_
                                             ? "no goroutines (main called runtime.Goexit) - "
                                               "deadlock!"
                                             : "all goroutines are asleep - deadlock!");
  for (const Goroutine* goroutine : goroutines_) {
    if (goroutine->state != State::done) finding.goroutines.push_back(describe(*goroutine));
  }
  if (recorder_ != nullptr) stuck_.explain(finding);
  add_finding(std::move(finding));
}

// Nobody waits to be picked for longer than the window, nor was anybody picked within it who had;
// and the clock had its turn.
bool Run::last_steps_were_fair() const noexcept {
  if (last_unfair_step_ != 0 && last_unfair_step_ + fair_window_steps_ >= steps_) return false;
  if (clock_moved_step_ + fair_window_steps_ < steps_ && timers_.next_wakes()) return false;
  for (const Goroutine* goroutine : goroutines_) {
    std::uint64_t waits = goroutine->overlooked;
    if (goroutine->state == State::ready && goroutine != running_) {
      waits += steps_ - goroutine->ready_since;
    }
    if (waits > fair_window_steps_) return false;
  }
  return true;
}

void Run::reached_step_limit() {
  if (!last_steps_were_fair()) give_up("step limit on an unfair schedule");
  const Goroutine& main = *goroutines_[0];
  // The limit of the drain is below the run's, unless main has returned just before that.
  if (phase_ == Phase::drain && step_limit_ < program_->limits.steps) {
    trace::Finding finding = new_finding(
        Kind::leak, plural(live_, "goroutine runs", "goroutines run") +
                        " on after main has returned (" +
                        std::to_string(program_->limits.drain_steps) + " operations and no end)");
    for (const Goroutine* goroutine : goroutines_) {
      if (goroutine->state != State::done) finding.goroutines.push_back(describe(*goroutine));
    }
    add_finding(std::move(finding));
  } else if (is_blocked(main) && main.ready_since + step_limit_ / 2 < steps_) {
    trace::Finding finding = new_finding(
        Kind::partial_deadlock, "main is blocked and stays so while others run on (for the last " +
                                    std::to_string(steps_ - main.ready_since) + " operations)");
    for (const Goroutine* goroutine : goroutines_) {
      if (is_blocked(*goroutine) && goroutine->ready_since + step_limit_ / 2 < steps_) {
        finding.goroutines.push_back(describe(*goroutine));
      }
    }
    if (recorder_ != nullptr) stuck_.explain(finding);
    add_finding(std::move(finding));
  } else {
    trace::Finding finding =
        new_finding(Kind::step_limit, "the run did not end within " +
                                          std::to_string(program_->limits.steps) + " operations");
    for (const Goroutine* goroutine : goroutines_) {
      if (goroutine->state != State::done) finding.goroutines.push_back(describe(*goroutine));
    }
    add_finding(std::move(finding));
  }
  over();
}

void Run::reached_limit(const char* what, std::uint64_t limit) {
  stop(Kind::limit, "the run needs more than " + std::to_string(limit) + " " + what,
       running_ == nullptr ? Here{} : running_->op.at);
}

void Run::at_end(void (*destroy)(void*), void* object) {
  const Unwatched unwatched;
  destructors_.push_back({destroy, object});
}

// Every goroutine has ended, so nothing refers to these any more.
void Run::destroy_made() {
  while (!destructors_.empty()) {
    const Destructor last = destructors_.back();
    destructors_.pop_back();
    last.destroy(last.object);
  }
}

}  // namespace heddle::engine
