#include "engine/large_stack.h"

#include <sys/mman.h>

#include "engine/ensure.h"
#include "engine/fiber.h"
#include "engine/plain_memory.h"
#include "engine/sanitizer.h"

namespace heddle::engine {
namespace {

constexpr std::size_t stack_bytes = 8 << 20;

struct Task {
  void (*call)(void*);
  void* argument;
  Fiber caller;
};

void run_task(void* argument) {
  auto& task = *static_cast<Task*>(argument);
  const void* caller_low = nullptr;
  std::size_t caller_bytes = 0;
  after_switch(nullptr, &caller_low, &caller_bytes);
  task.call(task.argument);
  before_switch(nullptr, caller_low, caller_bytes);
  leave_fiber(task.caller);
}

}  // namespace

void on_large_stack(void (*call)(void*), void* argument) {
  // It is not to be asked for again by what happens on it.
  const Unwatched unwatched;
  static std::byte* low = nullptr;
  if (low == nullptr) {
    void* memory = mmap(nullptr, stack_bytes, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
    ensure(memory != MAP_FAILED, "there is address space for a stack");
    low = static_cast<std::byte*>(memory);
  }
  Task task{call, argument, {}};
  Fiber fiber = make_fiber(low + stack_bytes, stack_bytes, run_task, &task);
  void* fake_stack = nullptr;
  before_switch(&fake_stack, low, stack_bytes);
  switch_fiber(task.caller, fiber);
  after_switch(fake_stack, nullptr, nullptr);
}

}  // namespace heddle::engine
