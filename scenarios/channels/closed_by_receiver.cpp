#include <heddle/heddle.h>

#include <optional>

namespace heddle::scenarios::channels::closed_by_receiver {

extern constinit const Scenario scenario{
    .name = "channels/closed_by_receiver",
    .story =
        "A reader that has seen the line it was looking for closes the channel to stop the "
        "writer. The writer is in the middle of its next send.",
    .tags = "channel",
    .expect = {Kind::send_on_closed, Kind::channel_race},
    .body =
        [] {
          Chan<int> lines = make_chan<int>(1);
          go("writer", [=] {
            for (int line = 1; line <= 2; ++line) lines.send(line);
          });
          lines.recv();
          lines.close();
        },
    .fixed =
        [] {
          Chan<int> lines = make_chan<int>(1);
          Chan<Unit> enough = make_chan<Unit>();
          go("writer", [=] {
            for (int line = 1; line <= 2; ++line) {
              if (select({lines.on_send(line), enough.on_recv()}) == 1) return;
            }
          });
          lines.recv();
          enough.close();
        },
};

}  // namespace heddle::scenarios::channels::closed_by_receiver
