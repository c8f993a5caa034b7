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
  // The nil channel.
  RecvChan() = default;
  // For Chan: the receiving end of the channel that `ref` names.
  explicit RecvChan(detail::ChanRef ref) noexcept : ref_(ref) {}

  // Waits for a value; empty when the channel is closed and drained. A nil channel waits for ever.
  std::optional<T> recv(Here at = Here::current()) const {
    detail::Slot<T> slot;
    if (!detail::chan_recv(ref_.get(), slot.raw, at)) return std::nullopt;
    return slot.take();
  }

  // What try_recv() gives.
  struct Tried {
    bool happened = false;   // false: it would have had to wait
    std::optional<T> value;  // what was received; empty: closed and drained
    // Whether anything happened.
    explicit operator bool() const noexcept { return happened; }
  };
  // Receives if that needs no waiting; a nil channel is never ready.
  Tried try_recv(Here at = Here::current()) const {
    detail::Slot<T> slot;
    switch (detail::chan_try_recv(ref_.get(), slot.raw, at)) {
      case detail::Try::done: return {true, slot.take()};
      case detail::Try::closed: return {true, std::nullopt};
      case detail::Try::would_wait: break;
    }
    return {};
  }

  // A case for select; `out` is assigned only when the case is taken.
  Case on_recv(std::optional<T>& out, Here at = Here::current()) const;
  // The same; what is received is dropped.
  Case on_recv(Here at = Here::current()) const;

  // How many values the buffer holds now; 0 for nil. A step that conflicts with every transfer.
  int len(Here at = Here::current()) const { return detail::chan_len(ref_.get(), at); }
  // How many values the buffer has room for; 0 for a rendezvous and for nil.
  int cap() const noexcept { return detail::chan_cap(ref_.get()); }
  // Whether this is the nil channel, on which everything waits for ever.
  bool is_nil() const noexcept { return ref_.get().is_nil(); }
  friend bool operator==(const RecvChan&, const RecvChan&) = default;

  // `for (T value : chan)` receives until the channel is closed and drained.
  struct End {};
  // What `for` steps with; each step is a recv() with the line of the loop.
  class Iterator {
   public:
    // Receives the first value.
    Iterator(RecvChan chan, Here at) : chan_(chan), at_(at), value_(chan_.recv(at_)) {}
    // The value received last.
    T& operator*() { return *value_; }
    // Receives the next value.
    Iterator& operator++() {
      value_ = chan_.recv(at_);
      return *this;
    }
    // Whether the channel is closed and drained.
    friend bool operator==(const Iterator& it, End) { return !it.value_.has_value(); }

   private:
    RecvChan chan_;
    Here at_;
    std::optional<T> value_;
  };
  // Receives the first value, see Iterator.
  Iterator begin(Here at = Here::current()) const { return Iterator(*this, at); }
  // What an Iterator is compared with.
  End end() const noexcept { return {}; }

 private:
  detail::Counted<detail::ChanRef, detail::count_receiver> ref_;
};

// The sending end of a channel (Go's chan<- T).
template <class T>
class SendChan {
 public:
  // The nil channel.
  SendChan() = default;
  // For Chan: the sending end of the channel that `ref` names.
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

  // How many values the buffer holds now; 0 for nil. A step that conflicts with every transfer.
  int len(Here at = Here::current()) const { return detail::chan_len(ref_.get(), at); }
  // How many values the buffer has room for; 0 for a rendezvous and for nil.
  int cap() const noexcept { return detail::chan_cap(ref_.get()); }
  // Whether this is the nil channel, on which everything waits for ever.
  bool is_nil() const noexcept { return ref_.get().is_nil(); }
  // For the library: which channel this is.
  detail::ChanRef ref() const noexcept { return ref_.get(); }
  friend bool operator==(const SendChan&, const SendChan&) = default;

 private:
  detail::Counted<detail::ChanRef, detail::count_sender> ref_;
};

// Go's chan T: a handle, copied freely; the channel belongs to the run. `Chan<T>{}` is nil.
template <class T>
class Chan {
 public:
  // The nil channel.
  Chan() = default;
  // For make_chan: the channel that `ref` names.
  explicit Chan(detail::ChanRef ref) noexcept : ref_(ref) {}
  // As Go converts a channel to one direction; there is no way back.
  operator SendChan<T>() const noexcept { return SendChan<T>(ref_.get()); }
  // As Go converts a channel to one direction; there is no way back.
  operator RecvChan<T>() const noexcept { return RecvChan<T>(ref_.get()); }
  // The sending end, where a conversion would have to be written out.
  SendChan<T> sender() const noexcept { return SendChan<T>(ref_.get()); }
  // The receiving end, where a conversion would have to be written out.
  RecvChan<T> receiver() const noexcept { return RecvChan<T>(ref_.get()); }

  // As SendChan::send(): waits for a receiver or for room; panics `send on closed channel`.
  void send(T value, Here at = Here::current()) const {
    detail::chan_send(ref_.get(), std::addressof(value), at);
  }
  // As SendChan::try_send(): never waits; false when nobody could take the value.
  bool try_send(T value, Here at = Here::current()) const {
    return detail::chan_try_send(ref_.get(), std::addressof(value), at) == detail::Try::done;
  }
  // As SendChan::close(): panics `close of nil channel`, `close of closed channel`.
  void close(Here at = Here::current()) const { detail::chan_close(ref_.get(), at); }
  // As RecvChan::recv(): waits for a value; empty when the channel is closed and drained.
  std::optional<T> recv(Here at = Here::current()) const { return receiver().recv(at); }
  // As RecvChan::try_recv(): never waits.
  typename RecvChan<T>::Tried try_recv(Here at = Here::current()) const {
    return receiver().try_recv(at);
  }

  // A case for select; the value is fixed now, as in Go.
  Case on_send(T value, Here at = Here::current()) const;
  // A case for select; `out` is assigned only when the case is taken.
  Case on_recv(std::optional<T>& out, Here at = Here::current()) const;
  // The same; what is received is dropped.
  Case on_recv(Here at = Here::current()) const;

  // How many values the buffer holds now; 0 for nil. A step that conflicts with every transfer.
  int len(Here at = Here::current()) const { return detail::chan_len(ref_.get(), at); }
  // How many values the buffer has room for; 0 for a rendezvous and for nil.
  int cap() const noexcept { return detail::chan_cap(ref_.get()); }
  // Whether this is the nil channel, on which everything waits for ever.
  bool is_nil() const noexcept { return ref_.get().is_nil(); }
  friend bool operator==(const Chan&, const Chan&) = default;

  // `for (T value : chan)` receives until the channel is closed and drained.
  typename RecvChan<T>::Iterator begin(Here at = Here::current()) const {
    return receiver().begin(at);
  }
  // What an Iterator is compared with.
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
