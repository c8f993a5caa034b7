#pragma once

#include <heddle/here.h>
#include <heddle/make.h>
#include <heddle/object.h>

#include <functional>
#include <utility>

namespace heddle {

namespace detail {

// The pool itself, for items of any type.
class PoolCell {
 public:
  void* get(Here at);  // null when the pool is empty
  void put(void* item, Here at);

 private:
  Anchor anchor_;
};

}  // namespace detail

// Go's sync.Pool: items that are free to be used again. get() gives the item that was put last or,
// when there is none, a new one from the factory; without a factory, null. What happened before the
// put of an item is known to the get that returns it.
//
// Go may drop items at any time, so a program must not rely on getting back what it has put; this
// pool keeps them until the run ends. Items belong to the run: make them with make<T>.
template <class T>
class Pool {
 public:
  // A pool without a factory.
  Pool() = default;
  // The factory runs in the goroutine that calls get().
  explicit Pool(std::function<T*()> factory) : factory_(std::move(factory)) {}

  // The item put last or, when there is none, a new one; null without a factory.
  T* get(Here at = Here::current()) {
    if (void* item = cell_.get(at)) return static_cast<T*>(item);
    return factory_ ? factory_() : nullptr;
  }
  // Null is ignored.
  void put(T* item, Here at = Here::current()) {
    if (item != nullptr) cell_.put(item, at);
  }

 private:
  detail::PoolCell cell_;
  std::function<T*()> factory_;
};

}  // namespace heddle
