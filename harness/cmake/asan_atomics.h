#pragma once

// Not for including: heddle_instrument() puts it in front of each file that is compiled with
// AddressSanitizer. There the compiler does not tell Heddle of atomic operations, so this header
// leads the builtin functions that <atomic> and std::shared_ptr are made of to Heddle's runtime.
// What the builtins do with other sizes than 1, 2, 4 and 8 bytes stays as it is.

#if defined(__cplusplus) && defined(__has_feature)
#if __has_feature(address_sanitizer)

// std::shared_ptr then does not read both of its counts in one load, which would be the only one
// that orders the last owner behind the others.
#ifndef _GLIBCXX_TSAN
#define _GLIBCXX_TSAN 1
#endif

extern "C" {
unsigned char __tsan_atomic8_load(const volatile unsigned char*, int);
unsigned short __tsan_atomic16_load(const volatile unsigned short*, int);
unsigned __tsan_atomic32_load(const volatile unsigned*, int);
unsigned long __tsan_atomic64_load(const volatile unsigned long*, int);
void __tsan_atomic8_store(volatile unsigned char*, unsigned char, int);
void __tsan_atomic16_store(volatile unsigned short*, unsigned short, int);
void __tsan_atomic32_store(volatile unsigned*, unsigned, int);
void __tsan_atomic64_store(volatile unsigned long*, unsigned long, int);
#define HEDDLE_UPDATE(name)                                                             \
  unsigned char __tsan_atomic8_##name(volatile unsigned char*, unsigned char, int);     \
  unsigned short __tsan_atomic16_##name(volatile unsigned short*, unsigned short, int); \
  unsigned __tsan_atomic32_##name(volatile unsigned*, unsigned, int);                   \
  unsigned long __tsan_atomic64_##name(volatile unsigned long*, unsigned long, int);
HEDDLE_UPDATE(exchange)
HEDDLE_UPDATE(fetch_add)
HEDDLE_UPDATE(fetch_sub)
HEDDLE_UPDATE(fetch_and)
HEDDLE_UPDATE(fetch_or)
HEDDLE_UPDATE(fetch_xor)
HEDDLE_UPDATE(fetch_nand)
#undef HEDDLE_UPDATE
int __tsan_atomic8_compare_exchange_strong(volatile unsigned char*, unsigned char*, unsigned char,
                                           int, int);
int __tsan_atomic16_compare_exchange_strong(volatile unsigned short*, unsigned short*,
                                            unsigned short, int, int);
int __tsan_atomic32_compare_exchange_strong(volatile unsigned*, unsigned*, unsigned, int, int);
int __tsan_atomic64_compare_exchange_strong(volatile unsigned long*, unsigned long*, unsigned long,
                                            int, int);
void __tsan_atomic_thread_fence(int);
}

namespace heddle::detail::atomics {

// The unsigned integer of a size, and the runtime's functions for it.
template <unsigned long bytes>
struct Of;

#define HEDDLE_OF(size, bits, type)                                                             \
  template <>                                                                                   \
  struct Of<size> {                                                                             \
    using Word = type;                                                                          \
    [[gnu::always_inline]] static Word load(const volatile void* at, int order) {               \
      return __tsan_atomic##bits##_load(static_cast<const volatile Word*>(at), order);          \
    }                                                                                           \
    [[gnu::always_inline]] static void store(volatile void* at, Word value, int order) {        \
      __tsan_atomic##bits##_store(static_cast<volatile Word*>(at), value, order);               \
    }                                                                                           \
    [[gnu::always_inline]] static bool compare(volatile void* at, Word* expected, Word desired, \
                                               int order, int failure) {                        \
      return __tsan_atomic##bits##_compare_exchange_strong(                                     \
                 static_cast<volatile Word*>(at), expected, desired, order, failure) != 0;      \
    }                                                                                           \
    HEDDLE_OF_UPDATE(bits, exchange)                                                            \
    HEDDLE_OF_UPDATE(bits, fetch_add)                                                           \
    HEDDLE_OF_UPDATE(bits, fetch_sub)                                                           \
    HEDDLE_OF_UPDATE(bits, fetch_and)                                                           \
    HEDDLE_OF_UPDATE(bits, fetch_or)                                                            \
    HEDDLE_OF_UPDATE(bits, fetch_xor)                                                           \
    HEDDLE_OF_UPDATE(bits, fetch_nand)                                                          \
  };
#define HEDDLE_OF_UPDATE(bits, name)                                                    \
  [[gnu::always_inline]] static Word name(volatile void* at, Word value, int order) {   \
    return __tsan_atomic##bits##_##name(static_cast<volatile Word*>(at), value, order); \
  }
HEDDLE_OF(1, 8, unsigned char)
HEDDLE_OF(2, 16, unsigned short)
HEDDLE_OF(4, 32, unsigned)
HEDDLE_OF(8, 64, unsigned long)
#undef HEDDLE_OF_UPDATE
#undef HEDDLE_OF

template <class T>
concept Fits = sizeof(T) == 1 || sizeof(T) == 2 || sizeof(T) == 4 || sizeof(T) == 8;

template <class T>
struct Plain {
  using type = T;
};
template <class T>
struct Plain<const T> : Plain<T> {};
template <class T>
struct Plain<volatile T> : Plain<T> {};
template <class T>
struct Plain<const volatile T> : Plain<T> {};

template <class T>
using PlainType = typename Plain<T>::type;
template <class T>
using Word = typename Of<sizeof(T)>::Word;

template <class T>
[[gnu::always_inline]] inline Word<T> word_of(const T& value) {
  Word<T> word;
  __builtin_memcpy(&word, const_cast<const PlainType<T>*>(&value), sizeof(word));
  return word;
}
template <class T>
[[gnu::always_inline]] inline T value_of(Word<T> word) {
  alignas(T) unsigned char raw[sizeof(T)];
  __builtin_memcpy(raw, &word, sizeof(word));
  return *__builtin_launder(reinterpret_cast<T*>(raw));
}

template <Fits T>
[[gnu::always_inline]] inline PlainType<T> load_n(T* at, int order) {
  return value_of<PlainType<T>>(Of<sizeof(T)>::load(at, order));
}
template <Fits T, class V>
[[gnu::always_inline]] inline void store_n(T* at, V value, int order) {
  Of<sizeof(T)>::store(at, word_of<PlainType<T>>(static_cast<PlainType<T>>(value)), order);
}
template <Fits T, class V>
[[gnu::always_inline]] inline PlainType<T> exchange_n(T* at, V value, int order) {
  return value_of<PlainType<T>>(
      Of<sizeof(T)>::exchange(at, word_of<PlainType<T>>(static_cast<PlainType<T>>(value)), order));
}
template <Fits T, class V>
[[gnu::always_inline]] inline bool compare_n(T* at, PlainType<T>* expected, V desired, int order,
                                             int failure) {
  Word<PlainType<T>> word = word_of<PlainType<T>>(*expected);
  const bool done = Of<sizeof(T)>::compare(
      at, &word, word_of<PlainType<T>>(static_cast<PlainType<T>>(desired)), order, failure);
  if (!done) *expected = value_of<PlainType<T>>(word);
  return done;
}

// The forms that go through memory, for types of any kind. Here the builtins still have their
// names.
template <class T, class R>
[[gnu::always_inline]] inline void load(T* at, R* out, int order) {
  if constexpr (Fits<T>) {
    const auto word = Of<sizeof(T)>::load(at, order);
    __builtin_memcpy(const_cast<PlainType<R>*>(out), &word, sizeof(word));
  } else {
    __atomic_load(at, out, order);
  }
}
template <class T, class V>
[[gnu::always_inline]] inline void store(T* at, V* value, int order) {
  if constexpr (Fits<T>) {
    Of<sizeof(T)>::store(at, word_of(*value), order);
  } else {
    __atomic_store(at, value, order);
  }
}
template <class T, class V, class R>
[[gnu::always_inline]] inline void exchange(T* at, V* value, R* out, int order) {
  if constexpr (Fits<T>) {
    const auto word = Of<sizeof(T)>::exchange(at, word_of(*value), order);
    __builtin_memcpy(const_cast<PlainType<R>*>(out), &word, sizeof(word));
  } else {
    __atomic_exchange(at, value, out, order);
  }
}
template <class T, class E, class V>
[[gnu::always_inline]] inline bool compare(T* at, E* expected, V* desired, bool weak, int order,
                                           int failure) {
  if constexpr (Fits<T>) {
    auto word = word_of(*expected);
    const bool done = Of<sizeof(T)>::compare(at, &word, word_of(*desired), order, failure);
    if (!done) __builtin_memcpy(const_cast<PlainType<E>*>(expected), &word, sizeof(word));
    return done;
  } else {
    return __atomic_compare_exchange(at, expected, desired, weak, order, failure);
  }
}

// Pointers are changed by bytes, as the builtins do.
#define HEDDLE_FETCH(name, operation)                                                             \
  template <Fits T, class V>                                                                      \
  [[gnu::always_inline]] inline PlainType<T> fetch_##name(T* at, V value, int order) {            \
    using W = Word<PlainType<T>>;                                                                 \
    return value_of<PlainType<T>>(Of<sizeof(T)>::fetch_##name(at, static_cast<W>(value), order)); \
  }                                                                                               \
  template <Fits T, class V>                                                                      \
  [[gnu::always_inline]] inline PlainType<T> name##_fetch(T* at, V value, int order) {            \
    using W = Word<PlainType<T>>;                                                                 \
    const W old = Of<sizeof(T)>::fetch_##name(at, static_cast<W>(value), order);                  \
    return value_of<PlainType<T>>(static_cast<W>(operation));                                     \
  }
HEDDLE_FETCH(add, old + static_cast<W>(value))
HEDDLE_FETCH(sub, old - static_cast<W>(value))
HEDDLE_FETCH(and, old& static_cast<W>(value))
HEDDLE_FETCH(or, old | static_cast<W>(value))
HEDDLE_FETCH(xor, old ^ static_cast<W>(value))
HEDDLE_FETCH(nand, ~(old& static_cast<W>(value)))
#undef HEDDLE_FETCH

[[gnu::always_inline]] inline bool test_and_set(volatile void* at, int order) {
  return Of<1>::exchange(at, 1, order) != 0;
}
[[gnu::always_inline]] inline void clear(volatile void* at, int order) {
  Of<1>::store(at, 0, order);
}

}  // namespace heddle::detail::atomics

#define __atomic_load(at, out, order) ::heddle::detail::atomics::load(at, out, order)
#define __atomic_store(at, value, order) ::heddle::detail::atomics::store(at, value, order)
#define __atomic_exchange(at, value, out, order) \
  ::heddle::detail::atomics::exchange(at, value, out, order)
#define __atomic_compare_exchange(at, expected, desired, weak, order, failure) \
  ::heddle::detail::atomics::compare(at, expected, desired, weak, order, failure)
#define __atomic_load_n(at, order) ::heddle::detail::atomics::load_n(at, order)
#define __atomic_store_n(at, value, order) ::heddle::detail::atomics::store_n(at, value, order)
#define __atomic_exchange_n(at, value, order) \
  ::heddle::detail::atomics::exchange_n(at, value, order)
#define __atomic_compare_exchange_n(at, expected, desired, weak, order, failure) \
  ::heddle::detail::atomics::compare_n(at, expected, desired, order, failure)
#define __atomic_fetch_add(at, value, order) ::heddle::detail::atomics::fetch_add(at, value, order)
#define __atomic_fetch_sub(at, value, order) ::heddle::detail::atomics::fetch_sub(at, value, order)
#define __atomic_fetch_and(at, value, order) ::heddle::detail::atomics::fetch_and(at, value, order)
#define __atomic_fetch_or(at, value, order) ::heddle::detail::atomics::fetch_or(at, value, order)
#define __atomic_fetch_xor(at, value, order) ::heddle::detail::atomics::fetch_xor(at, value, order)
#define __atomic_fetch_nand(at, value, order) \
  ::heddle::detail::atomics::fetch_nand(at, value, order)
#define __atomic_add_fetch(at, value, order) ::heddle::detail::atomics::add_fetch(at, value, order)
#define __atomic_sub_fetch(at, value, order) ::heddle::detail::atomics::sub_fetch(at, value, order)
#define __atomic_and_fetch(at, value, order) ::heddle::detail::atomics::and_fetch(at, value, order)
#define __atomic_or_fetch(at, value, order) ::heddle::detail::atomics::or_fetch(at, value, order)
#define __atomic_xor_fetch(at, value, order) ::heddle::detail::atomics::xor_fetch(at, value, order)
#define __atomic_test_and_set(at, order) ::heddle::detail::atomics::test_and_set(at, order)
#define __atomic_clear(at, order) ::heddle::detail::atomics::clear(at, order)
#define __atomic_thread_fence(order) __tsan_atomic_thread_fence(order)

#endif
#endif
