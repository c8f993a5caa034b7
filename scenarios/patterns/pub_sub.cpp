#include <heddle/heddle.h>

#include <array>
#include <cstddef>

namespace heddle::scenarios::patterns::pub_sub {
namespace {

struct Broker {
  Mutex mu;
  std::array<Var<Chan<int>>, 2> subscribers;

  Chan<int> subscribe(std::size_t place) {
    Lock hold(mu);
    subscribers[place].write(make_chan<int>(2));
    return subscribers[place].read();
  }
  void unsubscribe(std::size_t place) {
    Lock hold(mu);
    subscribers[place].read().close();
    subscribers[place].write({});
  }
  void publish(int message) {
    Lock hold(mu);
    for (Var<Chan<int>>& subscriber : subscribers) {
      const Chan<int> box = subscriber.read();
      if (!box.is_nil()) box.try_send(message);
    }
  }
};

void listen(Broker* broker, std::size_t place, int messages) {
  Chan<int> box = broker->subscribe(place);
  broker->publish(1);
  int last = 0;
  for (int n = 0; n < messages; ++n) {
    const int message = *box.recv();
    check(message >= last, "messages come in the order of their publication");
    last = message;
  }
  broker->unsubscribe(place);
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/pub_sub",
    .story =
        "A broker hands each message to all who have subscribed, never waiting for a slow one, who "
        "loses it. Leaving and publishing exclude each other, so no message goes to a closed "
        "channel.",
    .tags = "pattern channel mutex pub-sub",
    .body =
        [] {
          auto* broker = make<Broker>();
          auto* listeners = make<WaitGroup>();
          for (std::size_t place = 0; place < 2; ++place) {
            listeners->go([=] { listen(broker, place, 1); });
          }
          listeners->wait();
          broker->publish(2);  // nobody is there any more
        },
};

}  // namespace heddle::scenarios::patterns::pub_sub
