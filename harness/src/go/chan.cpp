#include "go/chan.h"

#include <cstring>

#include "go/unordered.h"

namespace heddle::engine {
namespace {

// Which of the waiters goes: the first, or any where the scenario asks for that.
Waiter* take_waiter(Run& run, WaitQueue& queue) {
  if (run.program().channel_queue_fifo || queue.size() < 2) return queue.pop();
  std::uint32_t skip = run.choose(DecisionKind::waiter, queue.size());
  Waiter* waiter = queue.front();
  while (skip-- > 0) waiter = waiter->next;
  queue.remove(*waiter);
  return waiter;
}

// The partner of a waiter has done its part: the waiter's goroutine can go on.
void complete(Run& run, Waiter& waiter, bool closed) {
  Goroutine& goroutine = *waiter.goroutine;
  goroutine.woken_case = waiter.case_index;
  goroutine.woken_closed = closed;
  // A select stands in several queues: leave the others at once, so that just one case happens.
  for (Waiter* other = waiter.sibling; other != nullptr && other != &waiter;
       other = other->sibling) {
    // Who comes to that channel next meets one fewer.
    if (other->queued) {
      other->queue->remove(*other);
      run.also({OpKind::select, trace::Touch::none, other->object->identity});
    }
  }
  run.wake(goroutine);
}

// Passing through a slot: what happened to it before is known afterwards, and vice versa.
void pass(Run& run, Goroutine& goroutine, Sync& slot, Edge edge) {
  run.acquire(goroutine, slot, edge);
  run.release(goroutine, slot);
}

// A send completes, begun when its goroutine knew `clock`. The channel is open, so no close can
// race with it yet.
void note_send(Run& run, ChanState& chan, const VectorClock& clock, const Goroutine& sender) {
  if (!run.tracking()) return;
  const std::uint32_t slot = sender.ordinal - 1;
  chan.uses.read(clock, {slot, clock[slot]}, sender.op.at, run.arena());
}

// A close, before it is released: every completed send should be known to it.
void note_close(Run& run, ChanState& chan, const Goroutine& closer) {
  if (!run.tracking()) return;
  const detect::Access* send = chan.uses.write(closer.clock, closer.epoch(), closer.op.at);
  if (send == nullptr) return;
  report_unordered(run, Kind::channel_race, {}, *send, "send", closer.op.at, "close", chan);
}

// The harness moves elements in its own name: the edges of the operation order what was done to
// them before and what will be done to them.
void move_element(ChanState& chan, void* to, void* from) {
  const Unwatched unwatched;
  chan.ops->move(to, from);
}

void destroy_element(ChanState& chan, void* element) {
  if (chan.ops->destroy == nullptr) return;
  const Unwatched unwatched;
  chan.ops->destroy(element);
}

void advance(ChanState& chan) noexcept {
  if (++chan.head == chan.capacity) chan.head = 0;
}

}  // namespace

ChanState& new_channel(Run& run, std::uint32_t capacity, const detail::ElementOps& ops,
                       const Here& at) {
  auto& chan = run.new_object<ChanState>(run.new_identity(), at);
  chan.ops = &ops;
  chan.capacity = capacity;
  chan.users_capacity = capacity;
  if (engine::Recorder* const recorder = run.recorder()) recorder->capacity(chan, capacity);
  if (capacity > 0) {
    chan.buffer = static_cast<std::byte*>(run.arena().take(ops.bytes * capacity, ops.alignment));
    chan.slots = run.arena().take_array<Sync>(capacity);
    if (ops.destroy != nullptr) {
      run.at_end(
          [](void* object) {
            auto& left = *static_cast<ChanState*>(object);
            for (; left.length > 0; --left.length, advance(left)) {
              left.ops->destroy(left.slot(left.head));
            }
          },
          &chan);
    }
  }
  return chan;
}

ChanState* channel(Run& run, const detail::ChanRef& ref, const Here& at) {
  if (ref.state == nullptr) return nullptr;
  if (ref.run != run.number()) [[unlikely]] {
    usage_error("a channel of an earlier run was used: make the channel inside the scenario's body",
                at);
  }
  return ref.state;
}

void panic_send_on_closed(const Here& at) {
  throw Panic(Kind::send_on_closed, "send on closed channel", at);
}

void send_now(Run& run, Goroutine& me, ChanState& chan, void* element) {
  if (run.recorder() != nullptr) [[unlikely]]
    run.stuck().sent(element, chan.ops->bytes);
  note_send(run, chan, me.clock, me);
  if (!chan.receivers.empty()) {
    Waiter* receiver = take_waiter(run, chan.receivers);
    if (chan.capacity == 0) {
      // Rendezvous: what the receiver knew when it came, and what the sender knows now, are known
      // to both.
      run.acquire(me, receiver->arrived, Edge::chan_recv);
      run.release(me, receiver->partner);
    } else {
      // The receive completes here and now, with what the receiver knew when it began to wait.
      Sync& slot = chan.slots[chan.head];
      pass(run, me, slot, Edge::chan_slot);
      run.join_into(receiver->partner, slot, Edge::chan_send);
      run.join_into(slot, receiver->arrived, Edge::chan_slot);
      advance(chan);
    }
    move_element(chan, receiver->element, element);
    complete(run, *receiver, false);
  } else {
    const std::uint32_t tail = chan.tail();
    pass(run, me, chan.slots[tail], Edge::chan_slot);
    move_element(chan, chan.slot(tail), element);
    ++chan.length;
  }
  run.changed(me);
}

bool recv_now(Run& run, Goroutine& me, ChanState& chan, void* raw) {
  if (chan.length > 0) {
    const std::uint32_t head = chan.head;
    pass(run, me, chan.slots[head], Edge::chan_send);
    move_element(chan, raw, chan.slot(head));
    destroy_element(chan, chan.slot(head));
    advance(chan);
    --chan.length;
    if (!chan.senders.empty()) {
      // The sender that has waited longest moves up into the slot just freed: its send completes
      // behind this receive, and in its name.
      Waiter* sender = take_waiter(run, chan.senders);
      note_send(run, chan, sender->arrived.clock, *sender->goroutine);
      const std::uint32_t tail = chan.tail();
      Sync& slot = chan.slots[tail];
      run.join_into(sender->partner, slot, Edge::chan_slot);
      run.join_into(slot, sender->arrived, Edge::chan_send);
      move_element(chan, chan.slot(tail), sender->element);
      ++chan.length;
      complete(run, *sender, false);
    }
    run.changed(me);
    return true;
  }
  if (!chan.senders.empty()) {
    Waiter* sender = take_waiter(run, chan.senders);
    note_send(run, chan, sender->arrived.clock, *sender->goroutine);
    run.acquire(me, sender->arrived, Edge::chan_send);
    run.release(me, sender->partner);
    move_element(chan, raw, sender->element);
    complete(run, *sender, false);
    run.changed(me);
    return true;
  }
  run.acquire(me, chan.closed_by, Edge::chan_close);
  run.looked(me);
  return false;
}

void enqueue(ChanState& chan, WaitQueue& queue, Waiter& waiter, Goroutine& me, void* element,
             std::int32_t case_index) {
  waiter.goroutine = &me;
  waiter.element = element;
  waiter.case_index = case_index;
  waiter.object = &chan;
  waiter.queue = &queue;
  queue.push(waiter);
  if (&queue == &chan.senders) {
    Run& run = *Run::current();
    if (run.recorder() != nullptr) run.stuck().sent(element, chan.ops->bytes);
  }
}

void after_wait(Run& run, Goroutine& me, ChanState& chan, Waiter& waiter) {
  const Edge sent = chan.capacity == 0 ? Edge::chan_recv : Edge::chan_slot;
  const Edge passed = waiter.queue == &chan.senders ? sent : Edge::chan_send;
  run.acquire(me, me.woken_closed ? chan.closed_by : waiter.partner,
              me.woken_closed ? Edge::chan_close : passed);
  run.changed(me);
}

void close_channel(Run& run, Goroutine* closer, ChanState& chan, const Sync* clock_knows) {
  chan.closed = true;
  if (closer != nullptr) {
    note_close(run, chan, *closer);
    run.release(*closer, chan.closed_by);
    run.changed(*closer);
  } else if (clock_knows != nullptr) {
    run.join_into(chan.closed_by, *clock_knows, Edge::context_deadline);
  }
  while (!chan.receivers.empty()) complete(run, *chan.receivers.pop(), true);
  while (!chan.senders.empty()) complete(run, *chan.senders.pop(), true);
}

bool send_from_clock(Run& run, ChanState& chan, void* element, const Sync& known) {
  if (!chan.receivers.empty()) {
    Waiter* receiver = take_waiter(run, chan.receivers);
    run.join_into(receiver->partner, known, Edge::timer_tick);
    move_element(chan, receiver->element, element);
    complete(run, *receiver, false);
    return true;
  }
  if (chan.length == chan.capacity) return false;
  const std::uint32_t tail = chan.tail();
  run.join_into(chan.slots[tail], known, Edge::timer_tick);
  move_element(chan, chan.slot(tail), element);
  ++chan.length;
  return true;
}

}  // namespace heddle::engine

namespace heddle::detail {

using engine::channel;
using engine::ChanState;
using engine::Goroutine;
using engine::OpKind;
using engine::Run;
using engine::Waiter;

namespace {

// Sending to or receiving from the nil channel: parked, and in no queue.
[[noreturn]] void wait_for_ever(Run& run, Goroutine& me) {
  run.record_wait(me);
  for (;;) run.park(me);
}

}  // namespace

ChanRef make_channel(std::ptrdiff_t capacity, const ElementOps& ops, Here at) {
  Run& run = Run::here(at);
  if (capacity < 0) throw Panic(Kind::panic, "makechan: size out of range", at);
  constexpr std::ptrdiff_t slots_max = 1 << 30;
  if (capacity > slots_max ||
      static_cast<std::uint64_t>(capacity) * ops.bytes > run.program().limits.memory_bytes) {
    throw Panic(Kind::panic, "makechan: size out of range", at);
  }
  ChanState& chan = engine::new_channel(run, static_cast<std::uint32_t>(capacity), ops, at);
  return {&chan, run.number()};
}

void chan_send(ChanRef ref, void* element, Here at) {
  Run& run = Run::here(at);
  Goroutine& me = run.me();
  ChanState* chan = channel(run, ref, at);
  run.step(me, OpKind::chan_send, chan, at);
  if (chan == nullptr) wait_for_ever(run, me);
  if (chan->closed) {
    run.record(me);
    engine::panic_send_on_closed(at);
  }
  if (chan->can_send()) {
    engine::send_now(run, me, *chan, element);
    run.record(me);
    return;
  }
  Waiter waiter;
  engine::enqueue(*chan, chan->senders, waiter, me, element, 0);
  run.release(me, waiter.arrived);
  run.changed(me);
  run.record_wait(me);
  run.park(me);
  me.op.kind = OpKind::chan_send;
  engine::after_wait(run, me, *chan, waiter);
  run.record(me, 0, 1);
  if (me.woken_closed) engine::panic_send_on_closed(at);
}

bool chan_recv(ChanRef ref, void* raw, Here at) {
  Run& run = Run::here(at);
  Goroutine& me = run.me();
  ChanState* chan = channel(run, ref, at);
  run.step(me, OpKind::chan_recv, chan, at);
  if (chan == nullptr) wait_for_ever(run, me);
  if (chan->can_recv()) {
    const bool value = engine::recv_now(run, me, *chan, raw);
    run.record(me, 0, value ? 0 : 1);
    return value;
  }
  Waiter waiter;
  engine::enqueue(*chan, chan->receivers, waiter, me, raw, 0);
  run.release(me, waiter.arrived);
  run.changed(me);
  run.record_wait(me);
  run.park(me);
  me.op.kind = OpKind::chan_recv;
  const bool value = !me.woken_closed;
  engine::after_wait(run, me, *chan, waiter);
  run.record(me, 0, value ? 0 : 1);
  return value;
}

Try chan_try_send(ChanRef ref, void* element, Here at) {
  Run& run = Run::here(at);
  Goroutine& me = run.me();
  ChanState* chan = channel(run, ref, at);
  run.step(me, OpKind::chan_try_send, chan, at);
  if (chan == nullptr || !chan->can_send()) {
    me.op.facts = trace::Touch::failed;
    run.looked(me);
    run.record(me, 0);
    return Try::would_wait;
  }
  if (chan->closed) {
    run.record(me, 0);
    engine::panic_send_on_closed(at);
  }
  engine::send_now(run, me, *chan, element);
  run.record(me, 1);
  return Try::done;
}

Try chan_try_recv(ChanRef ref, void* raw, Here at) {
  Run& run = Run::here(at);
  Goroutine& me = run.me();
  ChanState* chan = channel(run, ref, at);
  run.step(me, OpKind::chan_try_recv, chan, at);
  if (chan == nullptr || !chan->can_recv()) {
    me.op.facts = trace::Touch::failed;
    run.looked(me);
    if (chan != nullptr && chan->by_clock) me.read_clock = true;
    run.record(me, 0);
    return Try::would_wait;
  }
  const bool value = engine::recv_now(run, me, *chan, raw);
  run.record(me, 1, value ? 0 : 1);
  return value ? Try::done : Try::closed;
}

void chan_close(ChanRef ref, Here at) {
  Run& run = Run::here(at);
  Goroutine& me = run.me();
  ChanState* chan = channel(run, ref, at);
  run.step(me, OpKind::chan_close, chan, at);
  if (chan == nullptr) throw Panic(Kind::close_nil, "close of nil channel", at);
  if (chan->closed) throw Panic(Kind::double_close, "close of closed channel", at);
  engine::close_channel(run, &me, *chan, nullptr);
  run.record(me);
}

int chan_len(ChanRef ref, Here at) {
  Run& run = Run::here(at);
  Goroutine& me = run.me();
  ChanState* chan = channel(run, ref, at);
  run.step(me, OpKind::chan_len, chan, at);
  run.looked(me);
  if (chan != nullptr && chan->by_clock) me.read_clock = true;
  const std::uint32_t length = chan == nullptr || chan->timer ? 0 : chan->length;
  run.record(me, length);
  return static_cast<int>(length);
}

int chan_cap(ChanRef ref) noexcept {
  return ref.state == nullptr ? 0 : static_cast<int>(ref.state->users_capacity);
}

}  // namespace heddle::detail
