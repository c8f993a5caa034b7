#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::pub_sub_close_while_publishing {
namespace {

struct Broker {
  Mutex mu;
  Var<Chan<int>> subscriber;

  Chan<int> look() {
    Lock hold(mu);
    return subscriber.read();
  }
  void publish_unlocked(int message) {
    const Chan<int> box = look();
    if (!box.is_nil()) box.try_send(message);
  }
  void publish(int message) {
    Lock hold(mu);
    const Chan<int> box = subscriber.read();
    if (!box.is_nil()) box.try_send(message);
  }
  void unsubscribe() {
    Lock hold(mu);
    subscriber.read().close();
    subscriber.write({});
  }
};

void broadcast(bool locked) {
  auto* broker = make<Broker>();
  broker->subscriber.write(make_chan<int>(1));
  auto* people = make<WaitGroup>();
  people->go([=] { broker->unsubscribe(); });
  people->go([=] {
    if (locked) {
      broker->publish(1);
    } else {
      broker->publish_unlocked(1);
    }
  });
  people->wait();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/pub_sub_close_while_publishing",
    .story =
        "To keep its lock short the broker copies the subscriber's channel and sends without the "
        "lock. A subscriber that leaves in between closes the channel under the broker's hands.",
    .tags = "pattern channel mutex pub-sub close",
    .expect = {Kind::send_on_closed, Kind::channel_race},
    .body = [] { broadcast(false); },
    .fixed = [] { broadcast(true); },
};

}  // namespace heddle::scenarios::patterns::pub_sub_close_while_publishing
