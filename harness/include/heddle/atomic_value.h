#pragma once

#include <heddle/here.h>
#include <heddle/make.h>
#include <heddle/object.h>

#include <concepts>
#include <optional>
#include <utility>

namespace heddle {

namespace detail {

// Holds a pointer to a value that never changes once it is stored.
class AtomicValueCell {
 public:
  const void* load(Here at) const;
  void store(const void* value, Here at);
  const void* exchange(const void* value, Here at);
  // Replaces the value if there is one and `equal(value, expected)`.
  bool compare_exchange(const void* expected, bool (*equal)(const void*, const void*),
                        const void* desired, Here at);

 private:
  Anchor anchor_;
};

}  // namespace detail

// Go's atomic.Value: a value of any type that is read and replaced as a whole, sequentially
// consistent. It holds nothing until the first store; whoever sees a value happens after its store.
// The value is kept for the run: what load() gives is a copy.
template <std::copy_constructible T>
class AtomicValue {
 public:
  AtomicValue() = default;

  // Empty when nothing has been stored.
  std::optional<T> load(Here at = Here::current()) const { return copy(cell_.load(at)); }
  // Replaces what is held by a copy of `value` that lives until the run ends.
  void store(T value, Here at = Here::current()) { cell_.store(make<T>(std::move(value)), at); }
  // Returns the old value; empty when there was none.
  std::optional<T> swap(T value, Here at = Here::current()) {
    return copy(cell_.exchange(make<T>(std::move(value)), at));
  }
  // Stores `desired` if there is a value and it equals `expected`; otherwise only reads.
  bool compare_and_swap(const T& expected, T desired, Here at = Here::current())
    requires std::equality_comparable<T>
  {
    return cell_.compare_exchange(
        &expected,
        [](const void* a, const void* b) {
          return *static_cast<const T*>(a) == *static_cast<const T*>(b);
        },
        make<T>(std::move(desired)), at);
  }

 private:
  static std::optional<T> copy(const void* value) {
    if (value == nullptr) return std::nullopt;
    return *static_cast<const T*>(value);
  }
  detail::AtomicValueCell cell_;
};

}  // namespace heddle
