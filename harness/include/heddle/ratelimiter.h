#pragma once

#include <heddle/context.h>
#include <heddle/error.h>
#include <heddle/here.h>
#include <heddle/mutex.h>
#include <heddle/run_state.h>
#include <heddle/time.h>

#include <cstdint>

namespace heddle {

// How many tokens a bucket gets, and how many it holds. All amounts are integers: `tokens` of them
// come in every `per`, evenly spread. No rate (`tokens` 0): what the bucket holds at first is all.
struct RateLimit {
  std::int64_t tokens = 1;                 // that come in every `per`; 0: none ever come
  Duration per = std::chrono::seconds(1);  // more than zero
  std::int64_t burst = 1;                  // what the bucket holds at most, and at first
  bool unlimited = false;                  // every request is granted at once
};

namespace detail {

// Amounts are counted in parts of a token, as many parts as `per` has nanoseconds: then `tokens`
// parts come in each nanosecond, and nothing is ever rounded.
struct RateLimiterState {
  bool started = false;
  std::int64_t parts = 0;  // in the bucket at `last_ns`; negative: promised in advance
  std::int64_t last_ns = 0;
  std::int64_t last_event_ns = 0;  // the latest time at which a reservation may act
};

}  // namespace detail

class RateLimiter;

// Tokens taken in advance (Go's rate.Reservation). Valid as long as its limiter.
class Reservation {
 public:
  // False when the request is for more than the bucket can ever hold, or no tokens come in any
  // more: nothing was taken.
  bool ok() const noexcept { return ok_; }
  // How long to wait, from now, before acting; zero: act now. Duration::max() unless ok().
  Duration delay(Here at = Here::current()) const;
  // The tokens are not needed after all: gives back what later reservations do not count on.
  // Nothing happens once the time to act has come.
  void cancel(Here at = Here::current()) const;

 private:
  friend class RateLimiter;
  RateLimiter* limiter_ = nullptr;
  std::int64_t n_ = 0;
  std::int64_t act_ns_ = 0;
  bool ok_ = false;
};

// A token bucket (golang.org/x/time/rate): full at first, filled at a steady rate up to `burst`;
// each request takes tokens out, if need be tokens that are yet to come.
//
//     RateLimiter limiter({.tokens = 10, .per = 1s, .burst = 3});
class RateLimiter {
 public:
  // Panics on negative amounts, and unless `per` is positive and `burst * per`, in nanoseconds, is
  // below 2^62.
  explicit RateLimiter(RateLimit limit, Here at = Here::current());

  // Takes n tokens if they are there now. Never waits.
  bool allow(std::int64_t n = 1, Here at = Here::current());

  // Takes n tokens, waiting for them as long as `context` is open. Fails at once, and takes
  // nothing, when n is more than the burst or when the context's deadline would come first.
  Error wait(Context context, std::int64_t n = 1, Here at = Here::current());

  // Takes n tokens and tells when they may be used.
  Reservation reserve(std::int64_t n = 1, Here at = Here::current());

  // What the limiter was made with.
  RateLimit limit() const noexcept { return limit_; }

 private:
  friend class Reservation;
  Reservation take(std::int64_t now_ns, std::int64_t n, std::int64_t wait_max_ns, Here at);
  void give_back(const Reservation& reservation, std::int64_t now_ns, Here at);
  std::int64_t parts_at(std::int64_t now_ns) const;
  std::int64_t wait_ns(std::int64_t missing_parts) const;

  RateLimit limit_;
  Mutex mutex_;
  detail::RunState<detail::RateLimiterState> state_;
};

}  // namespace heddle
