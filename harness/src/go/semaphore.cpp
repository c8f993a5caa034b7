#include <heddle/panic.h>
#include <heddle/select.h>
#include <heddle/semaphore.h>

namespace heddle {

namespace detail {

// Stands on the stack of the goroutine that waits.
struct SemaphoreWaiter {
  std::int64_t n = 0;
  Chan<Unit> ready;  // closed by whoever has taken the units for this waiter
  bool served = false;
  SemaphoreWaiter* next = nullptr;
  SemaphoreWaiter* previous = nullptr;
};

}  // namespace detail

using detail::SemaphoreState;
using detail::SemaphoreWaiter;

namespace {

void push(SemaphoreState& state, SemaphoreWaiter& waiter) {
  waiter.previous = state.last;
  (state.last == nullptr ? state.first : state.last->next) = &waiter;
  state.last = &waiter;
}

void remove(SemaphoreState& state, SemaphoreWaiter& waiter) {
  (waiter.previous == nullptr ? state.first : waiter.previous->next) = waiter.next;
  (waiter.next == nullptr ? state.last : waiter.next->previous) = waiter.previous;
}

bool is_closed(const RecvChan<Unit>& done, Here at) {
  return !done.is_nil() && try_select({done.on_recv(at)}, at) != default_case;
}

}  // namespace

// Serves those who wait, in their order, as far as the free units reach. Under the mutex.
void Semaphore::notify_waiters(Here at) {
  SemaphoreState& state = *state_;
  while (state.first != nullptr && size_ - state.held >= state.first->n) {
    SemaphoreWaiter& waiter = *state.first;
    state.held += waiter.n;
    remove(state, waiter);
    waiter.served = true;
    const Chan<Unit> ready = waiter.ready;
    ready.close(at);
  }
}

Error Semaphore::acquire(Context context, std::int64_t n, Here at) {
  SemaphoreState& state = *state_;
  const RecvChan<Unit> done = context.done();
  mutex_.lock(at);
  // A context that is closed already wins over units that are free.
  if (is_closed(done, at)) {
    mutex_.unlock(at);
    return context.err(at);
  }
  if (size_ - state.held >= n && state.first == nullptr) {
    state.held += n;
    mutex_.unlock(at);
    return {};
  }
  if (n > size_) {
    // It must not keep others waiting for what can never be.
    mutex_.unlock(at);
    done.recv(at);
    return context.err(at);
  }
  SemaphoreWaiter waiter;
  waiter.n = n;
  waiter.ready = make_chan<Unit>(0, at);
  push(state, waiter);
  mutex_.unlock(at);
  if (select({waiter.ready.on_recv(at), done.on_recv(at)}, at) == 0) {
    if (!is_closed(done, at)) return {};
    release(n, at);
    return context.err(at);
  }
  mutex_.lock(at);
  if (waiter.served) {
    // Served after the context was closed: as if it had not been.
    state.held -= n;
    notify_waiters(at);
  } else {
    const bool was_first = state.first == &waiter;
    remove(state, waiter);
    // It may have held up others who ask for less.
    if (was_first && size_ > state.held) notify_waiters(at);
  }
  mutex_.unlock(at);
  return context.err(at);
}

bool Semaphore::try_acquire(std::int64_t n, Here at) {
  SemaphoreState& state = *state_;
  mutex_.lock(at);
  const bool taken = size_ - state.held >= n && state.first == nullptr;
  if (taken) state.held += n;
  mutex_.unlock(at);
  return taken;
}

void Semaphore::release(std::int64_t n, Here at) {
  SemaphoreState& state = *state_;
  mutex_.lock(at);
  state.held -= n;
  if (state.held < 0) {
    mutex_.unlock(at);
    panic("semaphore: released more than held", at);
  }
  notify_waiters(at);
  mutex_.unlock(at);
}

}  // namespace heddle
