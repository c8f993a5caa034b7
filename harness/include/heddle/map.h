#pragma once

#include <heddle/here.h>
#include <heddle/make.h>
#include <heddle/object.h>

#include <concepts>
#include <cstdint>
#include <optional>
#include <type_traits>
#include <utility>

namespace heddle {

namespace detail {

struct MapEntry;

// The map itself, for keys and values of any type. Keys and values never change once they are in
// it; a new value takes the place of the old one.
class MapCell {
 public:
  using Less = bool (*)(const void* a, const void* b);

  // A read, in a step of its own: the value of a key, null when it has none.
  const void* load(const void* key, Less less, Here at) const;

  // A write, in a step of its own, in two halves with nothing between them: open() finds the entry
  // of a key, commit() gives it a value (null removes it), decline() leaves it as it is. A new
  // entry wants a key that lives as long as the run: `needs_key`.
  struct Opened {
    MapEntry* entry;
    const void* value;
    bool needs_key;
  };
  Opened open(const void* key, Less less, Here at);
  void set_key(const Opened& opened, const void* key);
  // A write is blind when it does not tell what was there before: then it sees no earlier write.
  enum class Sight : std::uint8_t { seeing, blind };
  void commit(const Opened& opened, const void* value, Sight sight = Sight::seeing);
  void decline(const Opened& opened);

  void clear(Here at);

  // The next entry with a value behind place `after` (0: from the start) and up to `last`, in a
  // step of its own. From the start, `last` becomes the place of the newest entry.
  struct Found {
    std::uint64_t place;  // 0: no more
    const void* key;
    const void* value;
  };
  Found next(std::uint64_t after, std::uint64_t& last, Here at) const;

 private:
  Anchor anchor_;
};

}  // namespace detail

// Keys are found by `<`.
template <class K>
concept MapKey = std::copy_constructible<K> && requires(const K& a, const K& b) {
  { a < b } -> std::convertible_to<bool>;
};

// Go's sync.Map: safe for many goroutines, each method one step. A write of a key happens before
// any read of that key that sees its effect, and nothing else is ordered.
template <MapKey K, std::copy_constructible V>
class Map {
 public:
  // A map without keys.
  Map() = default;

  // The value of a key; empty when it has none.
  std::optional<V> load(const K& key, Here at = Here::current()) const {
    return copy(cell_.load(&key, less, at));
  }

  // Gives the key a value; the old one, if any, is not looked at.
  void store(const K& key, V value, Here at = Here::current()) {
    const V* kept = make<V>(std::move(value));
    cell_.commit(open(key, at), kept, detail::MapCell::Sight::blind);
  }

  // What load_or_store() gives.
  struct LoadedOrStored {
    V value;      // what the key has now
    bool loaded;  // true: it had that before
  };
  // The value of the key, which gets `value` when it has none.
  LoadedOrStored load_or_store(const K& key, V value, Here at = Here::current()) {
    const detail::MapCell::Opened opened = open(key, at);
    if (opened.value != nullptr) {
      cell_.decline(opened);
      return {value_at(opened.value), true};
    }
    const V* kept = make<V>(std::move(value));
    cell_.commit(opened, kept);
    return {*kept, false};
  }

  // Removes the key; returns the value it had.
  std::optional<V> load_and_delete(const K& key, Here at = Here::current()) {
    const detail::MapCell::Opened opened = open(key, at);
    if (opened.value == nullptr) {
      cell_.decline(opened);
      return std::nullopt;
    }
    cell_.commit(opened, nullptr);
    return value_at(opened.value);
  }
  // Go's Delete: removes the key if it is there.
  void remove(const K& key, Here at = Here::current()) { load_and_delete(key, at); }

  // Stores a value; returns the one the key had before.
  std::optional<V> swap(const K& key, V value, Here at = Here::current()) {
    const V* kept = make<V>(std::move(value));
    const detail::MapCell::Opened opened = open(key, at);
    cell_.commit(opened, kept);
    return copy(opened.value);
  }

  // Stores `desired`, or removes the key, if its value equals `expected`.
  bool compare_and_swap(const K& key, const V& expected, V desired, Here at = Here::current())
    requires std::equality_comparable<V>
  {
    const V* kept = make<V>(std::move(desired));
    return commit_if_equal(open(key, at), expected, kept);
  }
  // Removes the key if its value equals `expected`, and tells whether it did.
  bool compare_and_delete(const K& key, const V& expected, Here at = Here::current())
    requires std::equality_comparable<V>
  {
    return commit_if_equal(open(key, at), expected, nullptr);
  }

  // Calls function(key, value) for each key, in the order in which keys came in; ends early when
  // the function returns false (it may also return nothing). Not a snapshot: others may change the
  // map between two calls, and so may the function. No key is met twice.
  template <std::invocable<const K&, const V&> F>
  void range(F&& function, Here at = Here::current()) const {
    std::uint64_t last = 0;
    for (std::uint64_t place = 0;;) {
      const detail::MapCell::Found found = cell_.next(place, last, at);
      if (found.place == 0) return;
      place = found.place;
      const K& key = *static_cast<const K*>(found.key);
      if constexpr (std::is_void_v<std::invoke_result_t<F&, const K&, const V&>>) {
        function(key, value_at(found.value));
      } else {
        if (!function(key, value_at(found.value))) return;
      }
    }
  }

  // Removes all keys, in one step.
  void clear(Here at = Here::current()) { cell_.clear(at); }

 private:
  static bool less(const void* a, const void* b) {
    return *static_cast<const K*>(a) < *static_cast<const K*>(b);
  }
  static const V& value_at(const void* value) { return *static_cast<const V*>(value); }
  static std::optional<V> copy(const void* value) {
    if (value == nullptr) return std::nullopt;
    return value_at(value);
  }
  detail::MapCell::Opened open(const K& key, Here at) {
    const detail::MapCell::Opened opened = cell_.open(&key, less, at);
    if (opened.needs_key) cell_.set_key(opened, make<K>(key));
    return opened;
  }
  bool commit_if_equal(const detail::MapCell::Opened& opened, const V& expected, const V* desired) {
    if (opened.value == nullptr || !(value_at(opened.value) == expected)) {
      cell_.decline(opened);
      return false;
    }
    cell_.commit(opened, desired);
    return true;
  }

  detail::MapCell cell_;
};

}  // namespace heddle
