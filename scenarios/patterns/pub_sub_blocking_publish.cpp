#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::pub_sub_blocking_publish {
namespace {

struct Broker {
  Mutex mu;
  Var<Chan<int>> subscriber;

  void publish(int message, bool wait) {
    Lock hold(mu);
    const Chan<int> box = subscriber.read();
    if (box.is_nil()) return;
    if (wait) {
      box.send(message);
    } else {
      box.try_send(message);
    }
  }
  void unsubscribe() {
    Lock hold(mu);
    subscriber.write({});
  }
};

void broadcast(bool wait) {
  auto* broker = make<Broker>();
  Chan<int> box = make_chan<int>(1);
  broker->subscriber.write(box);
  auto* people = make<WaitGroup>();
  people->go([=] {
    box.recv();
    broker->unsubscribe();
  });
  people->go([=] {
    for (int message = 1; message <= 3; ++message) broker->publish(message, wait);
  });
  people->wait();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/pub_sub_blocking_publish",
    .story =
        "The broker waits for a slow subscriber while it holds its lock. The subscriber has had "
        "enough and wants to leave, for which it needs that lock.",
    .tags = "pattern channel mutex pub-sub",
    .expect = {Kind::deadlock},
    .body = [] { broadcast(true); },
    .fixed = [] { broadcast(false); },
};

}  // namespace heddle::scenarios::patterns::pub_sub_blocking_publish
