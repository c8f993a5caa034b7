#pragma once

#include <heddle/handle.h>
#include <heddle/here.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <optional>
#include <type_traits>
#include <utility>

namespace heddle {

namespace detail {

// How to handle elements of one type without knowing the type.
struct ElementOps {
  std::size_t bytes;
  std::size_t alignment;
  void (*move)(void* to, void* from);           // constructs at `to`
  void (*destroy)(void* element);               // null: nothing to do
  void (*deliver)(void* optional, void* from);  // moves into a std::optional<T>
  void (*reset)(void* optional);                // empties it
};

template <class T>
inline constexpr ElementOps element_ops = {
    sizeof(T),
    alignof(T),
    [](void* to, void* from) { ::new (to) T(std::move(*static_cast<T*>(from))); },
    std::is_trivially_destructible_v<T>
        ? nullptr
        : +[](void* element) { std::destroy_at(static_cast<T*>(element)); },
    [](void* optional, void* from) {
      static_cast<std::optional<T>*>(optional)->emplace(std::move(*static_cast<T*>(from)));
    },
    [](void* optional) { static_cast<std::optional<T>*>(optional)->reset(); }};

ChanRef make_channel(std::ptrdiff_t capacity, const ElementOps& ops, Here at);
void chan_send(ChanRef chan, void* element, Here at);
bool chan_recv(ChanRef chan, void* raw, Here at);
// 0: would wait, 1: done, 2: closed and empty.
enum class Try : std::uint8_t { would_wait, done, closed };
Try chan_try_send(ChanRef chan, void* element, Here at);
Try chan_try_recv(ChanRef chan, void* raw, Here at);
void chan_close(ChanRef chan, Here at);
int chan_len(ChanRef chan, Here at);
int chan_cap(ChanRef chan) noexcept;

// Room for one T that may or may not be there.
template <class T>
struct Slot {
  alignas(T) std::byte raw[sizeof(T)];
  T* value() noexcept { return std::launder(reinterpret_cast<T*>(raw)); }
  std::optional<T> take() {
    std::optional<T> taken(std::move(*value()));
    std::destroy_at(value());
    return taken;
  }
};

}  // namespace detail

class Case;

// The receiving end of a channel (Go's <-chan T).
template <class T>
class RecvChan {
 public:
  RecvChan() = default;
  explicit RecvChan(detail::ChanRef ref) noexcept : ref_(ref) {}

  // Waits for a value; empty when the channel is closed and drained. A nil channel waits for ever.
  std::optional<T> recv(Here at = Here::current()) const {
    detail::Slot<T> slot;
    if (!detail::chan_recv(ref_.get(), slot.raw, at)) return std::nullopt;
    return slot.take();
  }

  // Never waits. `ready()` tells whether anything happened; `value` is empty when closed.
  struct Tried {
    bool happened = false;
    std::optional<T> value;
    explicit operator bool() const noexcept { return happened; }
  };
  Tried try_recv(Here at = Here::current()) const {
    detail::Slot<T> slot;
    switch (detail::chan_try_recv(ref_.get(), slot.raw, at)) {
      case detail::Try::done: return {true, slot.take()};
      case detail::Try::closed: return {true, std::nullopt};
      case detail::Try::would_wait: break;
    }
    return {};
  }

  // Cases for select. `out` is assigned only when the case is taken.
  Case on_recv(std::optional<T>& out, Here at = Here::current()) const;
  Case on_recv(Here at = Here::current()) const;

  int len(Here at = Here::current()) const { return detail::chan_len(ref_.get(), at); }
  int cap() const noexcept { return detail::chan_cap(ref_.get()); }
  bool is_nil() const noexcept { return ref_.get().is_nil(); }
  friend bool operator==(const RecvChan&, const RecvChan&) = default;

  // `for (T value : chan)` receives until the channel is closed and drained.
  struct End {};
  class Iterator {
   public:
    Iterator(RecvChan chan, Here at) : chan_(chan), at_(at), value_(chan_.recv(at_)) {}
    T& operator*() { return *value_; }
    Iterator& operator++() {
      value_ = chan_.recv(at_);
      return *this;
    }
    friend bool operator==(const Iterator& it, End) { return !it.value_.has_value(); }

   private:
    RecvChan chan_;
    Here at_;
    std::optional<T> value_;
  };
  Iterator begin(Here at = Here::current()) const { return Iterator(*this, at); }
  End end() const noexcept { return {}; }

 private:
  detail::Counted<detail::ChanRef, detail::count_receiver> ref_;
};

// The sending end of a channel (Go's chan<- T).
template <class T>
class SendChan {
 public:
  SendChan() = default;
  explicit SendChan(detail::ChanRef ref) noexcept : ref_(ref) {}

  // Waits until a receiver or the buffer takes the value. Panics `send on closed channel`. A nil
  // channel waits for ever.
  void send(T value, Here at = Here::current()) const {
    detail::chan_send(ref_.get(), std::addressof(value), at);
  }
  // Never waits; false when nobody could take the value.
  bool try_send(T value, Here at = Here::current()) const {
    return detail::chan_try_send(ref_.get(), std::addressof(value), at) == detail::Try::done;
  }
  // No more values. Panics `close of nil channel`, `close of closed channel`.
  void close(Here at = Here::current()) const { detail::chan_close(ref_.get(), at); }

  // A case for select; the value is fixed now, as in Go.
  Case on_send(T value, Here at = Here::current()) const;

  int len(Here at = Here::current()) const { return detail::chan_len(ref_.get(), at); }
  int cap() const noexcept { return detail::chan_cap(ref_.get()); }
  bool is_nil() const noexcept { return ref_.get().is_nil(); }
  detail::ChanRef ref() const noexcept { return ref_.get(); }
  friend bool operator==(const SendChan&, const SendChan&) = default;

 private:
  detail::Counted<detail::ChanRef, detail::count_sender> ref_;
};

// Go's chan T: a handle, copied freely; the channel belongs to the run. `Chan<T>{}` is nil.
template <class T>
class Chan {
 public:
  Chan() = default;
  explicit Chan(detail::ChanRef ref) noexcept : ref_(ref) {}
  operator SendChan<T>() const noexcept { return SendChan<T>(ref_.get()); }
  operator RecvChan<T>() const noexcept { return RecvChan<T>(ref_.get()); }
  SendChan<T> sender() const noexcept { return SendChan<T>(ref_.get()); }
  RecvChan<T> receiver() const noexcept { return RecvChan<T>(ref_.get()); }

  void send(T value, Here at = Here::current()) const {
    detail::chan_send(ref_.get(), std::addressof(value), at);
  }
  bool try_send(T value, Here at = Here::current()) const {
    return detail::chan_try_send(ref_.get(), std::addressof(value), at) == detail::Try::done;
  }
  void close(Here at = Here::current()) const { detail::chan_close(ref_.get(), at); }
  std::optional<T> recv(Here at = Here::current()) const { return receiver().recv(at); }
  typename RecvChan<T>::Tried try_recv(Here at = Here::current()) const {
    return receiver().try_recv(at);
  }

  Case on_send(T value, Here at = Here::current()) const;
  Case on_recv(std::optional<T>& out, Here at = Here::current()) const;
  Case on_recv(Here at = Here::current()) const;

  int len(Here at = Here::current()) const { return detail::chan_len(ref_.get(), at); }
  int cap() const noexcept { return detail::chan_cap(ref_.get()); }
  bool is_nil() const noexcept { return ref_.get().is_nil(); }
  friend bool operator==(const Chan&, const Chan&) = default;

  typename RecvChan<T>::Iterator begin(Here at = Here::current()) const {
    return receiver().begin(at);
  }
  typename RecvChan<T>::End end() const noexcept { return {}; }

 private:
  detail::Counted<detail::ChanRef, detail::count_channel> ref_;
};

// make(chan T, capacity). Capacity 0 is a rendezvous; a negative one panics.
template <class T>
Chan<T> make_chan(std::ptrdiff_t capacity = 0, Here at = Here::current()) {
  static_assert(std::is_nothrow_move_constructible_v<T> || std::is_move_constructible_v<T>,
                "elements of a channel are moved");
  return Chan<T>(detail::make_channel(capacity, detail::element_ops<T>, at));
}

// The element of a channel that carries no data (Go's struct{}).
struct Unit {
  friend bool operator==(Unit, Unit) = default;
};

}  // namespace heddle

#include <heddle/select.h>
