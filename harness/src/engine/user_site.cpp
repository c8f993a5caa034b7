#include "engine/user_site.h"

#include <unwind.h>

#include <atomic>
#include <cstring>
#include <string_view>

#include "engine/large_stack.h"

namespace heddle::engine {
namespace {

std::atomic<Locator> the_locator = nullptr;

struct Search {
  Locator locator;
  const CallChain& chain;
  const Here* found = nullptr;
};

void search(void* argument) {
  auto& one = *static_cast<Search*>(argument);
  for (std::uint32_t i = 0; i < one.chain.count && one.found == nullptr; ++i) {
    one.found = one.locator(one.chain.frames[i].return_address);
  }
}

#ifdef __aarch64__
constexpr int frame_register = 29;
#else
constexpr int frame_register = 6;
#endif

_Unwind_Reason_Code add_frame(_Unwind_Context* context, void* argument) {
  auto& chain = *static_cast<CallChain*>(argument);
  const std::uintptr_t address = _Unwind_GetIP(context);
  if (address == 0 || chain.count == CallChain::most) return _URC_END_OF_STACK;
  // What unwinders call the CFA of a frame is that of the call it is in.
  const std::uintptr_t stack_pointer = _Unwind_GetCFA(context);
  if (chain.count != 0) chain.frames[chain.count - 1].callers_stack_pointer = stack_pointer;
  chain.frames[chain.count++] = {
      .return_address = address,
      .stack_pointer = stack_pointer,
      .frame_pointer = _Unwind_GetGR(context, frame_register),
  };
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

const StackFrame* CallChain::holding(std::uintptr_t address) const noexcept {
  for (std::uint32_t i = 0; i < count; ++i) {
    const StackFrame& frame = frames[i];
    if (address >= frame.stack_pointer && address < frame.callers_stack_pointer) return &frame;
  }
  return nullptr;
}

void set_locator(Locator locator) noexcept { the_locator = locator; }

Here user_site(const CallChain& chain, const Here& otherwise) {
  Search one{the_locator, chain};
  if (one.locator == nullptr) return otherwise;
  on_large_stack(search, &one);
  return one.found == nullptr ? otherwise : *one.found;
}

}  // namespace heddle::engine
