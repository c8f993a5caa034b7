#include <heddle/panic.h>
#include <heddle/ratelimiter.h>
#include <heddle/select.h>

#include <limits>
#include <string>

namespace heddle {

using detail::RateLimiterState;

namespace {

constexpr std::int64_t for_ever_ns = std::numeric_limits<std::int64_t>::max();
// No more parts in a bucket, and no more promised, so that sums of two fit.
constexpr std::int64_t parts_max = for_ever_ns / 2;

// a * b, or the greatest number there is. Neither is negative.
std::int64_t saturating_product(std::int64_t a, std::int64_t b) {
  std::int64_t product = 0;
  return __builtin_mul_overflow(a, b, &product) ? for_ever_ns : product;
}

std::int64_t ns_of(Time time) { return time.time_since_epoch().count(); }

}  // namespace

RateLimiter::RateLimiter(RateLimit limit, Here at) : limit_(limit) {
  const bool fits = limit.tokens >= 0 && limit.burst >= 0 && limit.per.count() > 0 &&
                    saturating_product(limit.burst, limit.per.count()) <= parts_max;
  if (!fits) throw Panic(Kind::panic, "rate: a limit that makes no sense", at);
}

// What the bucket holds at a time; it is not before the last one.
std::int64_t RateLimiter::parts_at(std::int64_t now_ns) const {
  const RateLimiterState& state = *state_;
  const std::int64_t full = limit_.burst * limit_.per.count();
  if (!state.started) return full;
  const std::int64_t elapsed_ns = now_ns - state.last_ns;
  if (elapsed_ns <= 0 || limit_.tokens == 0) return state.parts;
  const std::int64_t room = full - state.parts;
  // Compared by division, as the product may not fit.
  if (elapsed_ns > room / limit_.tokens) return full;
  return state.parts + elapsed_ns * limit_.tokens;
}

// How long it takes until so many parts have come in, rounded up.
std::int64_t RateLimiter::wait_ns(std::int64_t missing_parts) const {
  if (missing_parts <= 0) return 0;
  if (limit_.tokens == 0) return for_ever_ns;
  return (missing_parts - 1) / limit_.tokens + 1;
}

Reservation RateLimiter::take(std::int64_t now_ns, std::int64_t n, std::int64_t wait_max_ns,
                              Here at) {
  Reservation reservation;
  reservation.limiter_ = this;
  reservation.act_ns_ = now_ns;
  if (limit_.unlimited) {
    reservation.ok_ = true;
    return reservation;
  }
  const Lock hold(mutex_, at);
  if (n > limit_.burst) return reservation;
  RateLimiterState& state = *state_;
  // Another goroutine may have read the clock later and come here first.
  if (state.started && now_ns < state.last_ns) now_ns = state.last_ns;
  const std::int64_t left = parts_at(now_ns) - n * limit_.per.count();
  if (left < -parts_max) return reservation;
  const std::int64_t wait = wait_ns(-left);
  if (wait > wait_max_ns || wait >= for_ever_ns - now_ns) return reservation;
  reservation.ok_ = true;
  reservation.n_ = n;
  reservation.act_ns_ = now_ns + wait;
  state = {.started = true, .parts = left, .last_ns = now_ns, .last_event_ns = reservation.act_ns_};
  return reservation;
}

void RateLimiter::give_back(const Reservation& reservation, std::int64_t now_ns, Here at) {
  const Lock hold(mutex_, at);
  if (reservation.n_ == 0 || reservation.act_ns_ < now_ns) return;
  RateLimiterState& state = *state_;
  // Tokens that later reservations have been promised on the strength of this one stay taken.
  const std::int64_t promised =
      saturating_product(state.last_event_ns - reservation.act_ns_, limit_.tokens);
  const std::int64_t taken = reservation.n_ * limit_.per.count();
  if (promised >= taken) return;
  const std::int64_t full = limit_.burst * limit_.per.count();
  const std::int64_t held = parts_at(now_ns);
  const std::int64_t back = taken - promised;
  state.parts = held > full - back ? full : held + back;
  if (now_ns > state.last_ns) state.last_ns = now_ns;
  if (reservation.act_ns_ == state.last_event_ns) {
    const std::int64_t previous_ns = reservation.act_ns_ - wait_ns(taken);
    if (limit_.tokens != 0 && previous_ns >= now_ns) state.last_event_ns = previous_ns;
  }
}

bool RateLimiter::allow(std::int64_t n, Here at) {
  const std::int64_t now_ns = ns_of(now(at));
  return take(now_ns, n, 0, at).ok();
}

Reservation RateLimiter::reserve(std::int64_t n, Here at) {
  const std::int64_t now_ns = ns_of(now(at));
  return take(now_ns, n, for_ever_ns, at);
}

Error RateLimiter::wait(Context context, std::int64_t n, Here at) {
  if (n > limit_.burst && !limit_.unlimited) {
    return new_error("rate: Wait(n=" + std::to_string(n) + ") exceeds limiter's burst " +
                     std::to_string(limit_.burst));
  }
  if (const Error closed = context.err(at)) return closed;
  const std::int64_t now_ns = ns_of(now(at));
  const std::optional<Time> deadline = context.deadline();
  const std::int64_t wait_max_ns = deadline ? ns_of(*deadline) - now_ns : for_ever_ns;
  const Reservation reservation = take(now_ns, n, wait_max_ns, at);
  if (!reservation.ok()) {
    return new_error("rate: Wait(n=" + std::to_string(n) + ") would exceed context deadline");
  }
  if (reservation.act_ns_ <= now_ns) return {};
  const Timer timer = new_timer(Duration(reservation.act_ns_ - now_ns), at);
  if (select({timer.chan().on_recv(at), context.done().on_recv(at)}, at) == 0) return {};
  timer.stop(at);
  reservation.cancel(at);
  return context.err(at);
}

Duration Reservation::delay(Here at) const {
  if (!ok_) return Duration::max();
  const std::int64_t now_ns = ns_of(now(at));
  return Duration(act_ns_ > now_ns ? act_ns_ - now_ns : 0);
}

void Reservation::cancel(Here at) const {
  if (!ok_) return;
  const std::int64_t now_ns = ns_of(now(at));
  limiter_->give_back(*this, now_ns, at);
}

}  // namespace heddle
