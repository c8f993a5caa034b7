#pragma once

#include <heddle/chan.h>
#include <heddle/context.h>
#include <heddle/here.h>

#include <cstdint>
#include <initializer_list>

namespace heddle {

// A signal of the simulated operating system. Nothing here touches the real process.
enum class Signal : std::uint8_t { hangup, interrupt, quit, terminate, user1, user2 };

// A set of signals; the default is all of them.
class Signals {
 public:
  // All signals.
  constexpr Signals() noexcept = default;
  // One signal.
  constexpr Signals(Signal signal) noexcept : bits_(bit(signal)) {}
  // These signals; an empty list means all, as in Go.
  constexpr Signals(std::initializer_list<Signal> signals) noexcept : bits_(0) {
    for (const Signal signal : signals) bits_ |= bit(signal);
    if (signals.size() == 0) bits_ = all;
  }
  // Whether the signal is in the set.
  constexpr bool contains(Signal signal) const noexcept { return (bits_ & bit(signal)) != 0; }
  // Adds the other's signals.
  constexpr void insert(Signals other) noexcept { bits_ |= other.bits_; }

 private:
  static constexpr std::uint32_t all = 0x3f;
  static constexpr std::uint32_t bit(Signal signal) noexcept {
    return std::uint32_t{1} << static_cast<unsigned>(signal);
  }
  std::uint32_t bits_ = all;
};

// From now on the channel gets these signals (Go's signal.Notify); called again, these too. A
// signal that finds the channel full is lost to it, so make the channel with a buffer.
void notify(SendChan<Signal> chan, Signals signals = {}, Here at = Here::current());

// The channel gets no more signals (Go's signal.Stop). What is in its buffer stays.
void stop(SendChan<Signal> chan, Here at = Here::current());

// A child of `parent` that is also cancelled by the first of these signals (Go's
// signal.NotifyContext). `stop` cancels it and takes it off the list.
struct NotifyContext {
  Context context;  // the child
  // What gives the child up; a handle, copied freely.
  class Stop {
   public:
    // Stops nothing.
    Stop() = default;
    // For notify_context: cancels `context`.
    explicit Stop(Context context) noexcept : context_(context) {}
    // Cancels the child; signals go to it no more.
    void operator()(Here at = Here::current()) const;

   private:
    Context context_;
  } stop;  // to be called on every path
};
NotifyContext notify_context(Context parent, Signals signals = {}, Here at = Here::current());

// The operating system delivers a signal: to each channel and context that asked for it, in the
// order in which they asked, never waiting. Returns how many took it. A signal nobody asked for
// does nothing: the default action, the end of the process, is not simulated.
int raise(Signal signal, Here at = Here::current());

}  // namespace heddle
