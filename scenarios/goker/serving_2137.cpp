#include <heddle/heddle.h>

namespace heddle::scenarios::goker::serving_2137 {
namespace {

// Lets so many requests run at once, keeps as many more as there is room for, and refuses others.
struct Breaker {
  Chan<Unit> pending = make_chan<Unit>(2);
  Chan<Unit> active = make_chan<Unit>(1);

  template <class Thunk>
  bool maybe(Thunk thunk) {
    if (try_select({pending.on_send({})}) == default_case) return false;
    active.send({});
    thunk();
    active.recv();
    pending.recv();
    return true;
  }
};

// A request of the test, which takes as long as its barrier is locked.
struct Request {
  Mutex barrier;
  Chan<bool> accepted = make_chan<bool>(1);
};

Request* start_request(Breaker* breaker) {
  yield();
  auto* request = make<Request>();
  request->barrier.lock();
  auto* start = make<WaitGroup>();
  start->add(1);
  go("request", [=] {
    start->done();
    const bool accepted = breaker->maybe([=] { Lock pass(request->barrier); });
    request->accepted.send(accepted);
  });
  start->wait();
  return request;
}

void answered(Request* request) { check(*request->accepted.recv(), "both requests get through"); }

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/serving_2137",
    .story =
        "A test of a circuit breaker lets two requests end one after the other. It takes for "
        "granted that the first one started is the one that runs; if it is the second, the first "
        "waits for its place and the test for the first.",
    .tags = "goker serving blocking channel mutex semaphore waitgroup",
    .expect = {Kind::deadlock},
    .body =
        [] {
          auto* breaker = make<Breaker>();
          Request* first = start_request(breaker);
          Request* second = start_request(breaker);
          first->barrier.unlock();
          answered(first);
          second->barrier.unlock();
          answered(second);
        },
    .fixed =
        [] {
          auto* breaker = make<Breaker>();
          Request* first = start_request(breaker);
          Request* second = start_request(breaker);
          first->barrier.unlock();
          second->barrier.unlock();
          answered(first);
          answered(second);
        },
};

}  // namespace heddle::scenarios::goker::serving_2137
