#pragma once

#include <heddle/chan.h>
#include <heddle/error.h>
#include <heddle/here.h>
#include <heddle/make.h>
#include <heddle/time.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <type_traits>
#include <utility>

namespace heddle {

namespace engine {
struct ContextState;
}

namespace detail {

inline constexpr ErrorText canceled_text{"context canceled"};
inline constexpr ErrorText deadline_exceeded_text{"context deadline exceeded"};

// A link in the chain from a context to its root. `cancel` is the nearest state above (or here)
// that can be cancelled; null: never cancelled. The chain never changes.
struct ContextNode {
  const ContextNode* parent = nullptr;
  engine::ContextState* cancel = nullptr;
  const void* key = nullptr;
  const void* key_type = nullptr;
  const void* value = nullptr;
};

template <class T>
inline constexpr char type_tag = 0;

}  // namespace detail

// What err() says of a context that was cancelled, and of one whose deadline has passed.
inline constexpr Error canceled{detail::canceled_text};
inline constexpr Error deadline_exceeded{detail::deadline_exceeded_text};

// The key of a value of type T in a context. The key object itself is the identity:
//
//     inline constexpr ContextKey<int> user_id;
template <class T>
class ContextKey {
 public:
  constexpr ContextKey() noexcept = default;
  ContextKey(const ContextKey&) = delete;
  ContextKey& operator=(const ContextKey&) = delete;

 private:
  char identity_ = 0;  // distinct keys have distinct addresses
};

// Go's context.Context: tells those who work for somebody that the work is no longer wanted. A
// handle, copied freely. `Context{}` is background().
//
// Cancelling closes the context, then its children in the order of their creation, each in a step
// of its own. Whoever sees a context closed (through done() or err()) happens after the cancel.
class Context {
 public:
  // background().
  Context() = default;

  // Closed when the context is cancelled or its deadline passes. Nil (waits for ever) for a context
  // that is never cancelled.
  RecvChan<Unit> done() const;

  // Nil while the context is not closed; then `canceled` or `deadline_exceeded`, for ever. When it
  // is not nil, done() is closed.
  Error err(Here at = Here::current()) const;

  // Why it was closed: what the cancel function of with_cancel_cause was given, the cause of a
  // deadline that has passed, otherwise the same as err(). Go's context.Cause(ctx).
  Error cause(Here at = Here::current()) const;

  // When work for this context is given up; empty when there is no deadline.
  std::optional<Time> deadline() const noexcept;

  // The value of the nearest ancestor that has this key; null when there is none. It lives until
  // the run ends.
  template <class T>
  const T* value(const ContextKey<T>& key) const noexcept {
    return static_cast<const T*>(find(&key, &detail::type_tag<T>));
  }

  friend bool operator==(const Context&, const Context&) = default;

  // The rest is for the functions below.
  Context(const detail::ContextNode* node, std::uint64_t run) noexcept
      : ref_(detail::ContextRef{node, run}) {}
  // For the library: what the handle refers to; null for background().
  const detail::ContextNode* node() const noexcept { return ref_.get().node; }
  // For the library: the number of the run that the context belongs to.
  std::uint64_t run() const noexcept { return ref_.get().run; }

 private:
  const void* find(const void* key, const void* key_type) const noexcept;

  detail::Counted<detail::ContextRef, detail::count_context> ref_;  // nil: the root
};

// Cancels the context it was made with. A handle, copied freely; calls after the first do nothing.
// It waits for nobody.
class CancelFunc {
 public:
  // Cancels nothing.
  CancelFunc() = default;
  // For the functions below: cancels `context`.
  explicit CancelFunc(Context context) noexcept : context_(context) {}
  // Closes the context and its children, one step each, with `canceled`.
  void operator()(Here at = Here::current()) const;

 private:
  Context context_;
};

// The same with a reason, which cause() then tells; nil stands for `canceled`.
class CancelCauseFunc {
 public:
  // Cancels nothing.
  CancelCauseFunc() = default;
  // For the functions below: cancels `context`.
  explicit CancelCauseFunc(Context context) noexcept : context_(context) {}
  // Closes the context and its children, one step each, with `canceled` and this cause.
  void operator()(Error cause, Here at = Here::current()) const;

 private:
  Context context_;
};

// What the functions below return: `auto [ctx, cancel] = with_timeout(background(), 10ms);`
struct WithCancel {
  Context context;    // the child
  CancelFunc cancel;  // closes it; to be called on every path, else it is a `context-leak`
};
// The same where the cancel function takes a cause.
struct WithCancelCause {
  Context context;         // the child
  CancelCauseFunc cancel;  // closes it; to be called on every path
};

// Never cancelled, no deadline, no values. todo() says that the right context is not known yet.
Context background() noexcept;
Context todo() noexcept;

// A child that is closed when its cancel is called or its parent is closed, whichever is first. A
// child of a closed context is closed from the start.
WithCancel with_cancel(Context parent, Here at = Here::current());
WithCancelCause with_cancel_cause(Context parent, Here at = Here::current());

// A child that is also closed, with `deadline_exceeded`, when the clock reaches `deadline` (or
// `timeout` from now). A parent's earlier deadline takes the place of a later one; a deadline that
// is not in the future closes the child from the start. `cause` is what cause() says if the
// deadline, and nothing else, has closed it.
WithCancel with_deadline(Context parent, Time deadline, Here at = Here::current());
WithCancel with_deadline_cause(Context parent, Time deadline, Error cause,
                               Here at = Here::current());
WithCancel with_timeout(Context parent, Duration timeout, Here at = Here::current());
WithCancel with_timeout_cause(Context parent, Duration timeout, Error cause,
                              Here at = Here::current());

// The parent's values, without its cancellation and deadline.
Context without_cancel(Context parent, Here at = Here::current());

namespace detail {
Context with_value(Context parent, const void* key, const void* key_type, const void* value,
                   Here at);
}  // namespace detail

// A child in which `key` has `value`.
template <class T>
Context with_value(Context parent, const ContextKey<T>& key, std::type_identity_t<T> value,
                   Here at = Here::current()) {
  return detail::with_value(parent, &key, &detail::type_tag<T>, make<T>(std::move(value)), at);
}

// Takes an after_func back. True when this call kept the function from being started; it does not
// wait for a function that runs.
class StopFunc {
 public:
  // Takes nothing back.
  StopFunc() = default;
  // For after_func: takes this registration back.
  explicit StopFunc(Context registration) noexcept : registration_(registration) {}
  // True when this call kept the function from being started.
  bool operator()(Here at = Here::current()) const;

 private:
  Context registration_;
};

// Runs the function in a goroutine of its own once the context is closed; at once if it is closed
// already. Registrations are independent of each other. (Go's context.AfterFunc.)
StopFunc after_func(Context context, std::function<void()> function, Here at = Here::current());

}  // namespace heddle
