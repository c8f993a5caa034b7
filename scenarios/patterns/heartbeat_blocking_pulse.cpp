#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::heartbeat_blocking_pulse {
namespace {

using namespace std::chrono_literals;

struct Worker {
  Chan<Unit> pulse = make_chan<Unit>();
  Chan<int> result = make_chan<int>(1);

  void run(bool insist) const {
    for (int step = 0; step < 2; ++step) {
      sleep(10ms);
      if (insist) {
        pulse.send({});
      } else {
        pulse.try_send({});
      }
    }
    result.send(42);
  }
};

void supervise(bool insist) {
  auto* worker = make<Worker>();
  go("worker", [=] { worker->run(insist); });
  select({worker->pulse.on_recv(), after(15ms).on_recv()});
  check(worker->result.recv() == 42, "the worker gets its work done");
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/heartbeat_blocking_pulse",
    .story =
        "The worker insists on its heartbeat being felt. A monitor that has stopped listening, "
        "because it only waits for the result now, keeps the worker from ever getting there.",
    .tags = "pattern channel select heartbeat",
    .expect = {Kind::deadlock},
    .body = [] { supervise(true); },
    .fixed = [] { supervise(false); },
};

}  // namespace heddle::scenarios::patterns::heartbeat_blocking_pulse
