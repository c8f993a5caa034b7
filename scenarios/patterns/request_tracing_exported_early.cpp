#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::request_tracing_exported_early {
namespace {

void serve(bool wait_for_parts) {
  Chan<int> spans = make_chan<int>(3);
  Chan<int> answer = make_chan<int>(1);
  auto* parts = make<WaitGroup>();
  parts->go([=] {
    answer.send(200);
    spans.send(2);  // the clean-up is traced too
  });
  spans.send(1);
  check(answer.recv() == 200, "the request is answered");
  if (wait_for_parts) parts->wait();
  spans.close();
  int exported = 0;
  while (spans.recv()) ++exported;
  log(exported == 2 ? "every span is exported" : "a span is missing");
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/request_tracing_exported_early",
    .story =
        "The exporter is shut down when the request has been answered. A part of the request that "
        "still ran in the background ends its span, and sends it to a closed channel.",
    .tags = "pattern channel close tracing",
    .expect = {Kind::send_on_closed, Kind::channel_race},
    .body = [] { serve(false); },
    .fixed = [] { serve(true); },
};

}  // namespace heddle::scenarios::patterns::request_tracing_exported_early
