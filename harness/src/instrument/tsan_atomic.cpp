// What the compiler calls in place of each atomic operation of code compiled with
// -fsanitize=thread. We perform the operation. g++ calls compare_exchange_strong and _weak, clang
// compare_exchange_val.

#include <cstdint>

#include "instrument/atomic_operation.h"

namespace heddle::instrument {
namespace {

// The tree is compiled with -Wpedantic.
__extension__ using Wide = unsigned __int128;

// Outside a run several threads may come here. Everything but 16 bytes has an instruction.
template <class T>
struct Raw {
  static T load(const volatile T* at) { return __atomic_load_n(at, __ATOMIC_SEQ_CST); }
  static void store(volatile T* at, T value) { __atomic_store_n(at, value, __ATOMIC_SEQ_CST); }
  static T exchange(volatile T* at, T value) {
    return __atomic_exchange_n(at, value, __ATOMIC_SEQ_CST);
  }
  static bool compare(volatile T* at, T* expected, T desired) {
    return __atomic_compare_exchange_n(at, expected, desired, false, __ATOMIC_SEQ_CST,
                                       __ATOMIC_SEQ_CST);
  }
};

constinit unsigned char wide_lock = 0;

class WideLock {
 public:
  WideLock() noexcept {
    while (__atomic_test_and_set(&wide_lock, __ATOMIC_ACQUIRE)) {
    }
  }
  ~WideLock() { __atomic_clear(&wide_lock, __ATOMIC_RELEASE); }
  WideLock(const WideLock&) = delete;
  WideLock& operator=(const WideLock&) = delete;
};

template <>
struct Raw<Wide> {
  static Wide load(const volatile Wide* at) {
    const WideLock lock;
    return *at;
  }
  static void store(volatile Wide* at, Wide value) {
    const WideLock lock;
    *at = value;
  }
  static Wide exchange(volatile Wide* at, Wide value) {
    const WideLock lock;
    const Wide old = *at;
    *at = value;
    return old;
  }
  static bool compare(volatile Wide* at, Wide* expected, Wide desired) {
    const WideLock lock;
    const Wide old = *at;
    if (old == *expected) {
      *at = desired;
      return true;
    }
    *expected = old;
    return false;
  }
};

std::uintptr_t number(const void* address) noexcept {
  return reinterpret_cast<std::uintptr_t>(address);
}

template <class T>
T load(const volatile T* at, int order, const void* caller) {
  AtomicOperation operation(at, sizeof(T), AtomicKind::load, number(caller));
  const T value = Raw<T>::load(at);
  operation.done(static_cast<MemoryOrder>(order), static_cast<std::uint64_t>(value), 0);
  return value;
}

template <class T>
void store(volatile T* at, T value, int order, const void* caller) {
  AtomicOperation operation(at, sizeof(T), AtomicKind::store, number(caller));
  Raw<T>::store(at, value);
  operation.done(static_cast<MemoryOrder>(order), static_cast<std::uint64_t>(value), 0);
}

template <class T, class Change>
T update(volatile T* at, int order, const void* caller, Change change) {
  AtomicOperation operation(at, sizeof(T), AtomicKind::update, number(caller));
  T old = Raw<T>::load(at);
  T value = change(old);
  while (!Raw<T>::compare(at, &old, value)) value = change(old);
  operation.done(static_cast<MemoryOrder>(order), static_cast<std::uint64_t>(value),
                 static_cast<std::uint64_t>(old));
  return old;
}

template <class T>
bool compare(volatile T* at, T* expected, T desired, int order, int order_when_failed,
             const void* caller) {
  AtomicOperation operation(at, sizeof(T), AtomicKind::compare, number(caller));
  // `expected` is the program's memory: what we do to it is no access of the program's.
  T old = *expected;
  if (Raw<T>::compare(at, &old, desired)) {
    operation.done(static_cast<MemoryOrder>(order), static_cast<std::uint64_t>(desired),
                   static_cast<std::uint64_t>(old));
    return true;
  }
  *expected = old;
  operation.failed(static_cast<MemoryOrder>(order_when_failed), static_cast<std::uint64_t>(old));
  return false;
}

}  // namespace
}  // namespace heddle::instrument

namespace instrument = heddle::instrument;

// NOLINTBEGIN(bugprone-reserved-identifier,bugprone-macro-parentheses,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming)
extern "C" {

#define HEDDLE_CALLER __builtin_return_address(0)
#define HEDDLE_UPDATE(bits, type, name, expression)                                         \
  type __tsan_atomic##bits##_##name(volatile type* at, type operand, int order) {           \
    return instrument::update<type>(at, order, HEDDLE_CALLER, [operand](type old) -> type { \
      return static_cast<type>(expression);                                                 \
    });                                                                                     \
  }
#define HEDDLE_ATOMIC(bits, type)                                                                  \
  type __tsan_atomic##bits##_load(const volatile type* at, int order) {                            \
    return instrument::load<type>(at, order, HEDDLE_CALLER);                                       \
  }                                                                                                \
  void __tsan_atomic##bits##_store(volatile type* at, type value, int order) {                     \
    instrument::store<type>(at, value, order, HEDDLE_CALLER);                                      \
  }                                                                                                \
  HEDDLE_UPDATE(bits, type, exchange, (static_cast<void>(old), operand))                           \
  HEDDLE_UPDATE(bits, type, fetch_add, old + operand)                                              \
  HEDDLE_UPDATE(bits, type, fetch_sub, old - operand)                                              \
  HEDDLE_UPDATE(bits, type, fetch_and, old& operand)                                               \
  HEDDLE_UPDATE(bits, type, fetch_or, old | operand)                                               \
  HEDDLE_UPDATE(bits, type, fetch_xor, old ^ operand)                                              \
  HEDDLE_UPDATE(bits, type, fetch_nand, ~(old & operand))                                          \
  int __tsan_atomic##bits##_compare_exchange_strong(volatile type* at, type* expected,             \
                                                    type desired, int order, int failure) {        \
    return instrument::compare<type>(at, expected, desired, order, failure, HEDDLE_CALLER);        \
  }                                                                                                \
  int __tsan_atomic##bits##_compare_exchange_weak(volatile type* at, type* expected, type desired, \
                                                  int order, int failure) {                        \
    return instrument::compare<type>(at, expected, desired, order, failure, HEDDLE_CALLER);        \
  }                                                                                                \
  type __tsan_atomic##bits##_compare_exchange_val(volatile type* at, type expected, type desired,  \
                                                  int order, int failure) {                        \
    instrument::compare<type>(at, &expected, desired, order, failure, HEDDLE_CALLER);              \
    return expected;                                                                               \
  }

HEDDLE_ATOMIC(8, std::uint8_t)
HEDDLE_ATOMIC(16, std::uint16_t)
HEDDLE_ATOMIC(32, std::uint32_t)
HEDDLE_ATOMIC(64, std::uint64_t)
HEDDLE_ATOMIC(128, instrument::Wide)

void __tsan_atomic_thread_fence(int order) {
  instrument::fence(static_cast<instrument::MemoryOrder>(order));
}
void __tsan_atomic_signal_fence(int) {}
}
// NOLINTEND(bugprone-reserved-identifier,bugprone-macro-parentheses,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming)
