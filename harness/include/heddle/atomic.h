#pragma once

#include <heddle/here.h>
#include <heddle/object.h>

#include <concepts>
#include <cstdint>
#include <type_traits>

namespace heddle {

namespace detail {

// The operations on the 64 bits of an atomic, which starts as `bits`. `address` tells that they are
// one: no address ever gets into a trace.
class AtomicCell {
 public:
  AtomicCell(std::uint64_t bits, bool address) noexcept : initial_(bits), address_(address) {}
  std::uint64_t load(Here at) const;
  void store(std::uint64_t bits, Here at);
  std::uint64_t exchange(std::uint64_t bits, Here at);
  bool compare_exchange(std::uint64_t expected, std::uint64_t desired, Here at);
  // Each returns the old bits; the result wraps to `mask`.
  std::uint64_t fetch_add(std::uint64_t delta, std::uint64_t mask, Here at);
  std::uint64_t fetch_and(std::uint64_t bits, Here at);
  std::uint64_t fetch_or(std::uint64_t bits, Here at);

 private:
  Anchor anchor_;
  std::uint64_t initial_;
  bool address_;
};

}  // namespace detail

// What an Atomic can hold: at most 64 bits that are compared as a whole.
template <class T>
concept AtomicValueType = std::integral<T> || std::is_pointer_v<T> || std::is_enum_v<T>;

// Go's sync/atomic on one variable: sequentially consistent, and if B sees the effect of A then A
// happens before B. A failed compare_and_swap only reads.
template <AtomicValueType T>
class Atomic {
 public:
  // Zero, false or null.
  Atomic() noexcept : cell_(0, std::is_pointer_v<T>) {}
  // Begins each run with `value`.
  explicit Atomic(T value) noexcept : cell_(bits(value), std::is_pointer_v<T>) {}

  // The value; happens after the store or update that it sees.
  T load(Here at = Here::current()) const { return value(cell_.load(at)); }
  // Replaces the value; happens before whoever sees it.
  void store(T desired, Here at = Here::current()) { cell_.store(bits(desired), at); }
  // Returns the old value.
  T swap(T desired, Here at = Here::current()) { return value(cell_.exchange(bits(desired), at)); }
  // Stores `desired` if the value is `expected`, and tells whether it was; else only reads.
  bool compare_and_swap(T expected, T desired, Here at = Here::current()) {
    return cell_.compare_exchange(bits(expected), bits(desired), at);
  }

  // Returns the new value, as Go's Add.
  T add(T delta, Here at = Here::current())
    requires(std::integral<T> && !std::same_as<T, bool>)
  {
    const std::uint64_t old = cell_.fetch_add(bits(delta), mask, at);
    return value((old + bits(delta)) & mask);
  }
  // Clears the bits that `operand` has not; returns the old value, as Go's And.
  T fetch_and(T operand, Here at = Here::current())
    requires(std::integral<T> && !std::same_as<T, bool>)
  {
    return value(cell_.fetch_and(bits(operand), at));
  }
  // Sets the bits of `operand`; returns the old value, as Go's Or.
  T fetch_or(T operand, Here at = Here::current())
    requires(std::integral<T> && !std::same_as<T, bool>)
  {
    return value(cell_.fetch_or(bits(operand), at));
  }

 private:
  static constexpr std::uint64_t mask =
      sizeof(T) == 8 ? ~std::uint64_t{0} : (std::uint64_t{1} << (8 * sizeof(T) % 64)) - 1;

  static std::uint64_t bits(T v) noexcept {
    if constexpr (std::is_pointer_v<T>) {
      return reinterpret_cast<std::uintptr_t>(v);
    } else {
      return static_cast<std::uint64_t>(v) & mask;
    }
  }
  static T value(std::uint64_t b) noexcept {
    if constexpr (std::is_pointer_v<T>) {
      return reinterpret_cast<T>(static_cast<std::uintptr_t>(b));
    } else {
      return static_cast<T>(b);
    }
  }

  detail::AtomicCell cell_;
};

}  // namespace heddle
