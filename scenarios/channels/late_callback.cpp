#include <heddle/heddle.h>

namespace heddle::scenarios::channels::late_callback {
namespace {

using namespace std::chrono_literals;

enum class Event { started, expired };

struct Lease {
  Chan<Event> events = make_chan<Event>(2);

  void hold(bool look_at_stop) {
    events.send(Event::started);
    const Timer expiry = after_func(10ms, [this, look_at_stop] {
      events.send(Event::expired);
      if (look_at_stop) events.close();
    });
    sleep(5ms);
    const bool kept_from_expiring = expiry.stop();
    if (kept_from_expiring || !look_at_stop) events.close();
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "channels/late_callback",
    .story =
        "A lease that is given back stops its timer and closes the channel of its events. Stop "
        "does not wait: a callback that has just been started sends its event into the closed "
        "channel.",
    .tags = "channel timer",
    .expect = {Kind::send_on_closed, Kind::channel_race},
    .body =
        [] {
          auto* lease = make<Lease>();
          go("holder", [=] { lease->hold(false); });
          for (const Event event : lease->events) log(event == Event::expired ? "late" : "held");
        },
    .fixed =
        [] {
          auto* lease = make<Lease>();
          go("holder", [=] { lease->hold(true); });
          for (const Event event : lease->events) log(event == Event::expired ? "late" : "held");
        },
};

}  // namespace heddle::scenarios::channels::late_callback
