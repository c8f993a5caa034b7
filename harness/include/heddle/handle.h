#pragma once

#include <cstdint>

namespace heddle {

namespace engine {
struct ChanState;
struct TimerState;
}  // namespace engine

namespace detail {

struct ContextNode;

// How many recorded runs this process is in the middle of. While there is one, handles are counted
// by who holds them, so that a finding can say since when nobody could help a goroutine any more.
extern constinit std::uint32_t runs_with_counted_handles;

// What a handle refers to, and in which run. Null is the nil channel, the root context.
struct ChanRef {
  engine::ChanState* state = nullptr;
  std::uint64_t run = 0;
  constexpr bool is_nil() const noexcept { return state == nullptr; }
  friend bool operator==(const ChanRef&, const ChanRef&) = default;
};
struct ContextRef {
  const ContextNode* node = nullptr;
  std::uint64_t run = 0;
  constexpr bool is_nil() const noexcept { return node == nullptr; }
  friend bool operator==(const ContextRef&, const ContextRef&) = default;
};
struct TimerRef {
  engine::TimerState* state = nullptr;
  std::uint64_t run = 0;
  constexpr bool is_nil() const noexcept { return state == nullptr; }
  friend bool operator==(const TimerRef&, const TimerRef&) = default;
};

// A handle has come to be at this place (`made`), or is about to go. The place tells whose it is: a
// stack belongs to its goroutine.
void count_channel(const ChanRef& place, bool made) noexcept;
void count_sender(const ChanRef& place, bool made) noexcept;
void count_receiver(const ChanRef& place, bool made) noexcept;
void count_context(const ContextRef& place, bool made) noexcept;
void count_timer(const TimerRef& place, bool made) noexcept;

// The inside of a handle: a reference that is counted wherever it is copied to. It is as small as
// the reference; what counting costs outside of recorded runs is one test of a flag.
template <class Ref, void (*count)(const Ref& place, bool made) noexcept>
class Counted {
 public:
  constexpr Counted() noexcept = default;
  constexpr explicit Counted(const Ref& ref) noexcept : ref_(ref) { note(true); }
  constexpr Counted(const Counted& other) noexcept : ref_(other.ref_) { note(true); }
  constexpr Counted& operator=(const Counted& other) noexcept {
    note(false);
    ref_ = other.ref_;
    note(true);
    return *this;
  }
  constexpr ~Counted() { note(false); }

  constexpr const Ref& get() const noexcept { return ref_; }
  friend bool operator==(const Counted& a, const Counted& b) noexcept { return a.ref_ == b.ref_; }

 private:
  constexpr void note(bool made) const noexcept {
    if (!ref_.is_nil() && runs_with_counted_handles != 0) [[unlikely]]
      count(ref_, made);
  }
  Ref ref_;
};

}  // namespace detail
}  // namespace heddle
