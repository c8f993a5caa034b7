#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::graceful_shutdown_unbuffered_signal {
namespace {

void serve(int room_for_signals) {
  Chan<Signal> signals = make_chan<Signal>(room_for_signals);
  notify(signals, Signal::terminate);
  auto* ready = make<Atomic<bool>>(false);
  go("operator", [] { raise(Signal::terminate); });
  ready->store(true);  // opens files, warms caches
  signals.recv();
  stop(signals);
  ready->store(false);
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/graceful_shutdown_unbuffered_signal",
    .story =
        "The channel for signals has no buffer. The signal that comes while the server is still "
        "starting finds nobody who receives, is dropped, and the server never stops.",
    .tags = "pattern signal channel shutdown",
    .expect = {Kind::deadlock},
    .body = [] { serve(0); },
    .fixed = [] { serve(1); },
};

}  // namespace heddle::scenarios::patterns::graceful_shutdown_unbuffered_signal
