#include "search/death.h"

#include <signal.h>
#include <stdlib.h>
#include <ucontext.h>
#include <unistd.h>
#include <unwind.h>

#include <cstdint>
#include <cstring>
#include <span>

#include "engine/code_place.h"
#include "search/mapping.h"

// There in programs built with a sanitizer.
extern "C" void __sanitizer_set_death_callback(void (*callback)()) __attribute__((weak));

namespace heddle::search {

const int sample_signal = SIGPWR;

namespace {

// A signal handler has no other way to know.
Shared* shared_memory = nullptr;
const engine::Run* watched_run = nullptr;
const engine::Strategy* watched_strategy = nullptr;

constexpr std::size_t handler_stack_bytes = 256 * 1024;
constexpr std::uintptr_t null_page_bytes = 4096;

std::uintptr_t interrupted_at(const void* context) {
  const auto* ucontext = static_cast<const ucontext_t*>(context);
#if defined(__x86_64__)
  return static_cast<std::uintptr_t>(ucontext->uc_mcontext.gregs[REG_RIP]);
#elif defined(__aarch64__)
  return static_cast<std::uintptr_t>(ucontext->uc_mcontext.pc);
#else
  (void)ucontext;
  return 0;
#endif
}

// A call through a bad pointer leaves no frame to unwind: the caller's address is where the call
// put it.
std::uintptr_t caller_of_bad_call(const void* context) {
  const auto* ucontext = static_cast<const ucontext_t*>(context);
#if defined(__x86_64__)
  return *reinterpret_cast<const std::uintptr_t*>(ucontext->uc_mcontext.gregs[REG_RSP]);
#elif defined(__aarch64__)
  return static_cast<std::uintptr_t>(ucontext->uc_mcontext.regs[30]);
#else
  (void)ucontext;
  return 0;
#endif
}

struct Walk {
  Note& note;
  std::uintptr_t start;
  bool reached;
};

_Unwind_Reason_Code visit(_Unwind_Context* context, void* argument) {
  Walk& walk = *static_cast<Walk*>(argument);
  int exact = 0;
  const std::uintptr_t pc = _Unwind_GetIPInfo(context, &exact);
  // The handler's own frames come first.
  if (!walk.reached && pc != walk.start) return _URC_NO_REASON;
  if (!walk.reached) {
    walk.reached = true;
    return _URC_NO_REASON;  // noted already
  }
  if (pc == 0 || walk.note.frame_count == Note::frames_most) return _URC_END_OF_STACK;
  // Of a caller, the call and not what follows it.
  walk.note.frames[walk.note.frame_count++] = exact != 0 ? pc : pc - 1;
  return _URC_NO_REASON;
}

void note_stack(Note& note, const void* context, bool bad_call) {
  note.frames[0] = interrupted_at(context);
  note.frame_count = 1;
  if (bad_call) {
    note.frames[0] = caller_of_bad_call(context) - 1;
    return;
  }
  Walk walk{note, note.frames[0], false};
  _Unwind_Backtrace(visit, &walk);
}

void note_text(std::span<char> room, const char* text) {
  std::strncpy(room.data(), text, room.size() - 1);
  room.back() = '\0';
}

void note_place(PlaceNote& note, const Here& at) {
  note.code = engine::is_code_place(at) ? engine::code_address(at) : 0;
  if (note.code != 0) return;
  note.line = at.line;
  note_text(note.file, at.file);
  note_text(note.function, at.function);
}

void note_running(Note& note) {
  const engine::Goroutine* goroutine = watched_run->running();
  note.running.ordinal = 0;
  if (goroutine == nullptr) return;
  note.running.creator = goroutine->creator == nullptr ? 0 : goroutine->creator->ordinal;
  note_place(note.running.at, goroutine->op.at);
  note_place(note.running.made_at, goroutine->made_at);
  note_text(note.running.name, goroutine->name);
  note.running.ordinal = goroutine->ordinal;
}

void note_learned(Note& note) {
  note.learned_bytes = watched_strategy->save(shared_memory->learned());
}

void on_fatal(int signal, siginfo_t* info, void* context) {
  Note& note = shared_memory->status().note;
  const auto address = reinterpret_cast<std::uintptr_t>(info->si_addr);
  const bool fault = signal == SIGSEGV || signal == SIGBUS;
  note.stack_overflow = fault && watched_run->is_stack_overflow(info->si_addr);
  note.null_access = fault && address < null_page_bytes;
  note_running(note);
  note_learned(note);
  // From here on the watcher knows enough, whatever happens to this handler.
  note.signal = signal;
  note_stack(note, context, fault && address == interrupted_at(context));
  _exit(1);
}

void on_sample(int, siginfo_t*, void* context) {
  Note& note = shared_memory->status().note;
  note_running(note);
  note_learned(note);
  note_stack(note, context, false);
  note.sampled = true;
}

// The scenario called exit(). Nothing else of what is registered there may run: it may wait for a
// lock that an abandoned goroutine holds.
void on_program_exit(int status, void*) {
  Note& note = shared_memory->status().note;
  note.exit_status = status;
  note_running(note);
  note_learned(note);
  note.exited = true;
  _exit(status);
}

// A sanitizer has told what it found and ends the process.
void on_sanitizer_death() {
  Note& note = shared_memory->status().note;
  if (note.signal != 0) return;
  note_running(note);
  note_learned(note);
  note.sanitizer = true;
}

}  // namespace

void leave_notes(Shared& shared, engine::Run& run, const engine::Strategy& strategy) {
  shared_memory = &shared;
  watched_run = &run;
  watched_strategy = &strategy;
  // No global variable: those are looked through for handles of goroutines (engine/stuck.h). Never
  // unmapped: a process can die while it ends.
  static const Mapping& stack = *new Mapping(handler_stack_bytes);
  stack_t alternative{};
  alternative.ss_sp = stack.memory();
  alternative.ss_size = handler_stack_bytes;
  sigaltstack(&alternative, nullptr);
  struct sigaction action{};
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigfillset(&action.sa_mask);
  action.sa_sigaction = on_fatal;
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS}) {
    // A second fault, in the handler, must kill the process at once.
    sigdelset(&action.sa_mask, signal);
  }
  action.sa_flags |= static_cast<int>(SA_RESETHAND);
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS}) {
    sigaction(signal, &action, nullptr);
  }
  struct sigaction sample{};
  sample.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART;
  sigfillset(&sample.sa_mask);
  sample.sa_sigaction = on_sample;
  sigaction(sample_signal, &sample, nullptr);
  // The unwinder may load and allocate at its first use: now, not in a handler.
  Note scratch;
  Walk walk{scratch, 1, false};
  _Unwind_Backtrace(visit, &walk);
  on_exit(on_program_exit, nullptr);
  if (__sanitizer_set_death_callback != nullptr) {
    __sanitizer_set_death_callback(on_sanitizer_death);
  }
}

}  // namespace heddle::search
