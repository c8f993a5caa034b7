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
    one.found = one.locator(one.chain.addresses[i]);
  }
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
  Search one{the_locator, chain};
  if (one.locator == nullptr) return otherwise;
  on_large_stack(search, &one);
  return one.found == nullptr ? otherwise : *one.found;
}

}  // namespace heddle::engine
