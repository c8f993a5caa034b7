#include "engine/fiber.h"

#include <cstdint>
#include <cstring>

#ifdef HEDDLE_FIBER_BOOST
#include <boost/context/detail/fcontext.hpp>
#endif

namespace heddle::engine {

#ifdef HEDDLE_FIBER_BOOST

namespace {

namespace fcontext = boost::context::detail;

struct Start {
  FiberEntry entry;
  void* argument;
};

// Each jump hands over the fiber that was left; whoever arrives writes down where it stopped.
void arrived(fcontext::transfer_t from) noexcept {
  if (from.data != nullptr) static_cast<Fiber*>(from.data)->context = from.fctx;
}

// A context cannot be given arguments, so make_fiber goes in once to hand them over.
void enter(fcontext::transfer_t maker) {
  const Start start = *static_cast<const Start*>(maker.data);
  arrived(fcontext::jump_fcontext(maker.fctx, nullptr));
  start.entry(start.argument);
}

}  // namespace

Fiber make_fiber(void* top, std::size_t bytes, FiberEntry entry, void* argument) noexcept {
  Start start{entry, argument};
  return Fiber{fcontext::jump_fcontext(fcontext::make_fcontext(top, bytes, enter), &start).fctx};
}

void switch_fiber(Fiber& from, Fiber& to) noexcept {
  arrived(fcontext::jump_fcontext(to.context, &from));
}

void jump_for_good(Fiber& to) noexcept {
  fcontext::jump_fcontext(to.context, nullptr);
  __builtin_unreachable();
}

#else

namespace {

extern "C" void heddle_fiber_entry() noexcept;

// The image that heddle_fiber_switch restores. Keep in step with the assembly.
#if defined(__x86_64__)
struct Saved {
  void* r15;
  void* r14;
  FiberEntry r13;
  void* r12;
  void* rbx;
  void* rbp;
  void (*return_address)() noexcept;
};
void fill(Saved& saved, FiberEntry entry, void* argument) noexcept {
  saved.r12 = argument;
  saved.r13 = entry;
  saved.return_address = heddle_fiber_entry;
}
#elif defined(__aarch64__)
struct Saved {
  void* d[8];
  void* x19;
  FiberEntry x20;
  void* x21_to_x28[8];
  void* x29;
  void (*x30)() noexcept;
};
void fill(Saved& saved, FiberEntry entry, void* argument) noexcept {
  saved.x19 = argument;
  saved.x20 = entry;
  saved.x30 = heddle_fiber_entry;
}
#else
#error "no assembly for this processor: configure with -DHEDDLE_FIBER=boost"
#endif

}  // namespace

Fiber make_fiber(void* top, std::size_t, FiberEntry entry, void* argument) noexcept {
  auto address = reinterpret_cast<std::uintptr_t>(top) & ~std::uintptr_t{15};
  address -= sizeof(Saved);
  auto* saved = reinterpret_cast<Saved*>(address);
  std::memset(static_cast<void*>(saved), 0, sizeof(Saved));
  fill(*saved, entry, argument);
  return Fiber{saved};
}

#endif

}  // namespace heddle::engine
