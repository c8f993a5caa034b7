#include <heddle/heddle.h>

namespace heddle::scenarios::channels::dropped_sample {
namespace {

constexpr int samples = 3;

struct Recorder {
  Chan<int> incoming;
  Chan<int> recorded = make_chan<int>(1);

  void run() {
    int count = 0;
    while (incoming.recv()) ++count;
    recorded.send(count);
  }
};

// The sensor must not be held up, so it never waits for the recorder.
void measure(int room) {
  auto* recorder = make<Recorder>(make_chan<int>(room));
  go("recorder", [=] { recorder->run(); });
  for (int sample = 1; sample <= samples; ++sample) {
    if (try_select({recorder->incoming.on_send(sample)}) == default_case) log("not taken");
  }
  recorder->incoming.close();
  check(recorder->recorded.recv() == samples, "every sample is recorded");
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "channels/dropped_sample",
    .story =
        "A sensor hands its samples over by a select with a default, on a channel without a "
        "buffer. A sample that comes while the recorder is still at the one before is dropped.",
    .tags = "channel select default",
    .expect = {Kind::check_failed},
    .body = [] { measure(0); },
    .fixed = [] { measure(samples); },  // room for the burst
};

}  // namespace heddle::scenarios::channels::dropped_sample
