// Where in the user's code goroutines are, when the operation cannot say it itself.

#include <iterator>

#include "engine/code_place.h"
#include "engine/run.h"
#include "engine/sanitizer.h"

namespace heddle::engine {
namespace {

// Each recorded event asks this. A file's name is one string of the program, so its address will
// do.
bool is_foreign(const char* file) noexcept {
  struct Answer {
    const char* file;
    bool foreign;
  };
  static Answer answers[16];
  Answer& answer = answers[reinterpret_cast<std::uintptr_t>(file) / 16 % std::size(answers)];
  if (answer.file != file) answer = {file, in_foreign_header(file)};
  return answer.foreign;
}

}  // namespace

Here Run::called_at(const Here& at) const {
  if (on_host_ || !is_foreign(at.file)) return at;
  CallChain chain;
  walk_stack(chain);
  return user_site(chain, at);
}

bool Run::walk(Goroutine& goroutine, CallChain& chain) {
  if (&goroutine == left_) return false;
  switch (goroutine.state) {
    case State::fresh:
    case State::done: return false;
    case State::running:
      // On the host this one has left for good, and its frames are gone.
      if (on_host_ || &goroutine != running_) return false;
      walk_stack(chain);
      return true;
    case State::ready:
    case State::disabled:
    case State::parked:
      if (goroutine.op.kind == OpKind::start) return false;  // has no frames yet
      if (!on_host_ && &goroutine == running_) {
        walk_stack(chain);
      } else {
        visit(goroutine, chain);
      }
      return true;
  }
  return false;
}

void Run::find_place(Goroutine& goroutine) {
  const Here& at = goroutine.op.at;
  if (!is_foreign(at.file)) return;
  CallChain chain;
  if (walk(goroutine, chain)) detail::assign(goroutine.op.at, user_site(chain, at));
}

std::string Run::local_at(const Goroutine& owner, std::uintptr_t address) {
  CallChain chain;
  if (!walk(*goroutines_[owner.ordinal - 1], chain)) return {};
  const StackFrame* frame = chain.holding(address);
  return frame == nullptr ? std::string() : engine::local_at(*frame, address);
}

void Run::find_places() {
  if (recorder_ == nullptr) return;
  for (Goroutine* goroutine : goroutines_) find_place(*goroutine);
}

void Run::visit(Goroutine& goroutine, CallChain& chain) {
  visit_ = &chain;
  void* fake_stack = nullptr;
  before_switch(&fake_stack, goroutine.stack_low,
                static_cast<std::size_t>(goroutine.stack_top - goroutine.stack_low));
  switch_fiber(visitor_, goroutine.fiber);
  after_switch(fake_stack, nullptr, nullptr);
}

// On the stack of the goroutine that is visited, inside of switch_to.
void Run::answer_visit(Goroutine& me) {
  walk_stack(*visit_);
  visit_ = nullptr;
  if (on_host_) {
    before_switch(&me.asan_fake_stack, host_stack_low_, host_stack_bytes_);
  } else {
    before_switch(&me.asan_fake_stack, running_->stack_low,
                  static_cast<std::size_t>(running_->stack_top - running_->stack_low));
  }
  switch_fiber(me.fiber, visitor_);
  after_switch(me.asan_fake_stack, nullptr, nullptr);
}

void Run::tell_step(Goroutine& me, std::uint64_t a, std::uint64_t b, bool waits) {
  if (recorder_ != nullptr) {
    const Unwatched unwatched;
    find_place(me);
    recorder_->event(me.ordinal, me.op.kind, me.op.object, me.op.at, a, b, waits);
    // Who waits for a Cond still has to release its lock.
    const bool stops = waits && me.op.kind != OpKind::cond_wait;
    stuck_.look(recorder_->next_number() - 1, &me, stops);
  }
  if (counts_classes_) {
    class_hash_.performed(&me, me.op.touch(), me.op.object, a, waits, arena_);
    if (!is_watched(me.op.kind)) return;
  }
  tell_watchers({&me, me.op.touch(), me.op.object, me.op.at, a, b, waits});
}

}  // namespace heddle::engine
