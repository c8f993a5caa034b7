#include "engine/user_site.h"

#include <sys/mman.h>
#include <unwind.h>

#include <atomic>
#include <cstring>
#include <string_view>

#include "engine/ensure.h"
#include "engine/fiber.h"
#include "engine/sanitizer.h"

namespace heddle::engine {
namespace {

std::atomic<Locator> the_locator = nullptr;

// Reading debug information takes more stack than a goroutine has.
constexpr std::size_t reader_stack_bytes = 8 << 20;

struct Question {
  Locator locator;
  const CallChain* chain;
  const Here* answer = nullptr;
  Fiber reader;
  Fiber asker;
};

void read(void* question) {
  auto& asked = *static_cast<Question*>(question);
  const void* low = nullptr;
  std::size_t bytes = 0;
  after_switch(nullptr, &low, &bytes);
  for (std::uint32_t i = 0; i < asked.chain->count && asked.answer == nullptr; ++i) {
    asked.answer = asked.locator(asked.chain->addresses[i]);
  }
  before_switch(nullptr, low, bytes);
  switch_fiber(asked.reader, asked.asker);
  __builtin_unreachable();
}

_Unwind_Reason_Code add_frame(_Unwind_Context* context, void* chain) {
  auto& addresses = *static_cast<CallChain*>(chain);
  const std::uintptr_t address = _Unwind_GetIP(context);
  if (address == 0 || addresses.count == CallChain::most) return _URC_END_OF_STACK;
  addresses.addresses[addresses.count++] = address;
  return _URC_NO_REASON;
}

}  // namespace

bool in_foreign_header(const char* file) noexcept {
  const std::string_view name(file);
  for (const std::string_view folder : {"/usr/include/", "/usr/lib/", "/usr/local/include/"}) {
    if (name.starts_with(folder)) return true;
  }
  return name.find("/include/c++/") != std::string_view::npos ||
         name.find("include/heddle/") != std::string_view::npos;
}

void walk_stack(CallChain& chain) noexcept {
  chain.count = 0;
  _Unwind_Backtrace(add_frame, &chain);
}

void set_locator(Locator locator) noexcept { the_locator = locator; }

Here user_site(const CallChain& chain, const Here& otherwise) {
  Question question{the_locator, &chain, nullptr, {}, {}};
  if (question.locator == nullptr) return otherwise;
  void* memory = mmap(nullptr, reader_stack_bytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
  ensure(memory != MAP_FAILED, "no address space for a stack");
  question.reader = make_fiber(static_cast<std::byte*>(memory) + reader_stack_bytes,
                               reader_stack_bytes, read, &question);
  void* fake_stack = nullptr;
  before_switch(&fake_stack, memory, reader_stack_bytes);
  switch_fiber(question.asker, question.reader);
  after_switch(fake_stack, nullptr, nullptr);
  forget_stack(memory, reader_stack_bytes);
  munmap(memory, reader_stack_bytes);
  return question.answer == nullptr ? otherwise : *question.answer;
}

}  // namespace heddle::engine
