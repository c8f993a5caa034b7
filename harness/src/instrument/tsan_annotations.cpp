// What programs and libraries tell a race detector themselves: the functions of
// <sanitizer/tsan_interface.h>. Who makes a lock of its own, of operations too weak to order
// anything or in code that nobody sees, says here what it orders.
//
// Annotations give edges and no more: they are no decisions, an annotated lock is not among the
// locks that a report lists, and what is accessed between pre_lock and post_lock is checked like
// anything else. A fiber of the program's own runs on the goroutine that switches to it, and its
// accesses are that goroutine's: there is nothing to say about it.

#include <cstdint>

#include "engine/plain_memory.h"
#include "instrument/runtime.h"

namespace heddle::instrument {
namespace {

// The header's flags that change what an unlock or a lock orders.
constexpr unsigned read_lock = 1 << 3;
constexpr unsigned try_failed = 1 << 5;

std::uintptr_t number(const void* address) noexcept {
  return reinterpret_cast<std::uintptr_t>(address);
}

bool watched() noexcept { return engine::access_view.now != 0; }

// A handle must not be null, and nobody looks behind it.
constinit char fiber = 0;

}  // namespace
}  // namespace heddle::instrument

using namespace heddle::instrument;

// NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming)
extern "C" {

void __tsan_acquire(void* address) {
  if (watched()) runtime.acquire(number(address), true);
}
void __tsan_release(void* address) {
  if (watched()) runtime.release(number(address), true);
}

void __tsan_mutex_create(void* address, unsigned) {
  if (watched()) runtime.forget_order(number(address));
}
void __tsan_mutex_destroy(void* address, unsigned) {
  if (watched()) runtime.forget_order(number(address));
}
void __tsan_mutex_pre_lock(void*, unsigned) {}
void __tsan_mutex_post_lock(void* address, unsigned flags, int) {
  if (watched() && (flags & try_failed) == 0) {
    runtime.acquire(number(address), (flags & read_lock) == 0);
  }
}
// The depth of recursion that is given up, for the post_lock that takes it up again.
int __tsan_mutex_pre_unlock(void* address, unsigned flags) {
  if (watched()) runtime.release(number(address), (flags & read_lock) == 0);
  return 1;
}
void __tsan_mutex_post_unlock(void*, unsigned) {}
void __tsan_mutex_pre_signal(void*, unsigned) {}
void __tsan_mutex_post_signal(void*, unsigned) {}
void __tsan_mutex_pre_divert(void*, unsigned) {}
void __tsan_mutex_post_divert(void*, unsigned) {}

void* __tsan_get_current_fiber() { return &fiber; }
void* __tsan_create_fiber(unsigned) { return &fiber; }
void __tsan_destroy_fiber(void*) {}
void __tsan_switch_to_fiber(void*, unsigned) {}
void __tsan_set_fiber_name(void*, const char*) {}

void* __tsan_external_register_tag(const char*) { return &fiber; }
void __tsan_external_register_header(void*, const char*) {}
void __tsan_external_assign_tag(void*, void*) {}
// Memory that is guarded from outside, as a whole: one byte stands for it.
void __tsan_external_read(void* address, void* caller, void*) {
  if (watched()) runtime.access(number(address), 1, false, number(caller));
}
void __tsan_external_write(void* address, void* caller, void*) {
  if (watched()) runtime.access(number(address), 1, true, number(caller));
}

void __tsan_flush_memory() {}
}
// NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming)
