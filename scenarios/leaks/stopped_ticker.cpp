#include <heddle/heddle.h>

namespace heddle::scenarios::leaks::stopped_ticker {
namespace {

using namespace std::chrono_literals;

struct Upload {
  Ticker every_second;
  Chan<Unit> finished = make_chan<Unit>();

  Upload() : every_second(new_ticker(1s)) {}
  void report() {
    while (every_second.chan().recv()) log("still uploading");
  }
  void report_until_finished() {
    while (select({every_second.chan().on_recv(), finished.on_recv()}) == 0) {
      log("still uploading");
    }
  }
  void finish() {
    sleep(2500ms);
    every_second.stop();
    finished.close();
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "leaks/stopped_ticker",
    .story =
        "An upload reports every second that it is still busy, and stops the ticker when it has "
        "finished. Stop does not close the ticker's channel, so the reporter waits for a tick "
        "that never comes.",
    .tags = "ticker channel select",
    .expect = {Kind::leak},
    .body =
        [] {
          auto* upload = make<Upload>();
          go("reporter", [=] { upload->report(); });
          upload->finish();
        },
    .fixed =
        [] {
          auto* upload = make<Upload>();
          go("reporter", [=] { upload->report_until_finished(); });
          upload->finish();
        },
};

}  // namespace heddle::scenarios::leaks::stopped_ticker
