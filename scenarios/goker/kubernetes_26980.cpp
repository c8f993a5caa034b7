#include <heddle/heddle.h>

namespace heddle::scenarios::goker::kubernetes_26980 {
namespace {

struct Listener {
  RWMutex mu;
  Cond added{mu};
  Var<int> pending{0};

  // Waits for a notification, and then for somebody to take it or for the end.
  void pop_under_lock(RecvChan<Unit> stop) {
    Lock hold(mu);
    while (pending.read() == 0) added.wait();
    select({stop.on_recv()});
  }
  void pop(RecvChan<Unit> stop) {
    {
      Lock hold(mu);
      while (pending.read() == 0) added.wait();
    }
    select({stop.on_recv()});
  }
};

void test_pop(void (Listener::*pop)(RecvChan<Unit>)) {
  auto* listener = make<Listener>();
  Chan<Unit> stop = make_chan<Unit>();
  Defer stopped([=] { stop.close(); });
  Chan<Unit> result = make_chan<Unit>();
  listener->pending.write(1);
  go("pop", [=] { (listener->*pop)(stop); });
  go("test", [=] {
    listener->mu.lock();
    result.close();
  });
  result.recv();
  listener->mu.unlock();  // for the other one, which has locked it
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/kubernetes_26980",
    .story =
        "A listener with a notification that nobody takes waits for its end and keeps its lock "
        "meanwhile. A test wants that lock before it ends the listener; if the listener was "
        "first, all of them wait.",
    .tags = "goker kubernetes blocking channel rwmutex",
    .expect = {Kind::deadlock},
    .body = [] { test_pop(&Listener::pop_under_lock); },
    .fixed = [] { test_pop(&Listener::pop); },
};

}  // namespace heddle::scenarios::goker::kubernetes_26980
