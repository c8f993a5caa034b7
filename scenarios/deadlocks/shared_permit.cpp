#include <heddle/heddle.h>

namespace heddle::scenarios::deadlocks::shared_permit {
namespace {

// A request that is let through by its gate and needs the one permit to be served.
struct Request {
  Mutex gate;
  Chan<Unit> answered = make_chan<Unit>(1);

  void serve(Chan<Unit> permits) {
    permits.send({});
    {
      Lock pass(gate);
    }
    permits.recv();
    answered.send({});
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "deadlocks/shared_permit",
    .story =
        "A test lets two requests through one after the other and waits for each. The second "
        "one may hold the only permit while its gate is still shut. After Knative's breaker "
        "(serving 2137).",
    .tags = "channel mutex semaphore goker",
    .expect = {Kind::deadlock},
    .body =
        [] {
          Chan<Unit> permits = make_chan<Unit>(1);
          auto* first = make<Request>();
          auto* second = make<Request>();
          first->gate.lock();
          second->gate.lock();
          go("first", [=] { first->serve(permits); });
          go("second", [=] { second->serve(permits); });
          first->gate.unlock();
          first->answered.recv();
          second->gate.unlock();
          second->answered.recv();
        },
    .fixed =
        [] {
          Chan<Unit> permits = make_chan<Unit>(1);
          auto* first = make<Request>();
          auto* second = make<Request>();
          first->gate.lock();
          second->gate.lock();
          go("first", [=] { first->serve(permits); });
          go("second", [=] { second->serve(permits); });
          first->gate.unlock();
          second->gate.unlock();
          first->answered.recv();
          second->answered.recv();
        },
};

}  // namespace heddle::scenarios::deadlocks::shared_permit
