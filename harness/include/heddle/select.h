#pragma once

#include <heddle/chan.h>
#include <heddle/here.h>

#include <cstddef>
#include <initializer_list>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace heddle {

// One case of a select: a send or a receive on one channel, its type erased. It does nothing until
// it is handed to select.
class [[nodiscard("a case does nothing until it is handed to select")]] Case {
 public:
  // Which end of the channel a case is about.
  enum class Direction : std::uint8_t { send, receive };

  // Takes over the other's channel and value.
  Case(Case&& other) noexcept;
  // Takes over the other's channel and value.
  Case& operator=(Case&& other) noexcept;
  Case(const Case&) = delete;
  Case& operator=(const Case&) = delete;
  // Gives up a value that was not sent.
  ~Case();

  // The rest is for the channels and for select.
  Case(Direction direction, detail::ChanRef chan, const detail::ElementOps& ops, void* value,
       void* target, Here at);
  // The channel.
  detail::ChanRef chan() const noexcept { return chan_.get(); }
  // Which end of it.
  Direction direction() const noexcept { return direction_; }
  // Where the case was written.
  Here at() const noexcept { return at_; }
  // Where the value is, or will be put.
  void* element() const noexcept { return element_; }
  // The case was taken: hands a received value to its target, or empties the target.
  void happened(bool has_value) const;

 private:
  static constexpr std::size_t inline_bytes = 32;
  void* reserve();
  void drop() noexcept;
  void steal(Case& other) noexcept;

  detail::Counted<detail::ChanRef, detail::count_channel> chan_;
  const detail::ElementOps* ops_;
  void* target_;             // std::optional<T>* of a receive, or null
  void* element_ = nullptr;  // where the value is, or will be put
  Here at_;
  Direction direction_;
  mutable bool full_ = false;  // a live element is at element_
  alignas(std::max_align_t) std::byte inline_[inline_bytes];
};

inline constexpr int default_case = -1;

// Waits until one of the cases can happen, does it, returns its index. Among several that can, the
// schedule takes one. Cases on nil channels never happen; no case at all waits for ever.
//
//     switch (select({jobs.on_recv(job), done.on_recv()})) {
//       case 0: ...
//       case 1: return;
//     }
//
// The cases are evaluated from left to right on every compiler.
int select(std::initializer_list<Case> cases, Here at = Here::current());

// A list made at run time. The list must be an lvalue: what its cases refer to has to live through
// the call.
int select(std::vector<Case>& cases, Here at = Here::current());
int select(std::vector<Case>&& cases, Here at = Here::current()) = delete;

// select with a default: never waits, returns default_case when nothing can happen.
int try_select(std::initializer_list<Case> cases, Here at = Here::current());
int try_select(std::vector<Case>& cases, Here at = Here::current());
int try_select(std::vector<Case>&& cases, Here at = Here::current()) = delete;

template <class T>
Case SendChan<T>::on_send(T value, Here at) const {
  return Case(Case::Direction::send, ref_.get(), detail::element_ops<T>, std::addressof(value),
              nullptr, at);
}
template <class T>
Case RecvChan<T>::on_recv(std::optional<T>& out, Here at) const {
  return Case(Case::Direction::receive, ref_.get(), detail::element_ops<T>, nullptr,
              std::addressof(out), at);
}
template <class T>
Case RecvChan<T>::on_recv(Here at) const {
  return Case(Case::Direction::receive, ref_.get(), detail::element_ops<T>, nullptr, nullptr, at);
}
template <class T>
Case Chan<T>::on_send(T value, Here at) const {
  return sender().on_send(std::move(value), at);
}
template <class T>
Case Chan<T>::on_recv(std::optional<T>& out, Here at) const {
  return receiver().on_recv(out, at);
}
template <class T>
Case Chan<T>::on_recv(Here at) const {
  return receiver().on_recv(at);
}

}  // namespace heddle
