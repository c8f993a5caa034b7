#include <heddle/heddle.h>

#include <array>

namespace heddle::scenarios::patterns::quit_channel_one_message {
namespace {

struct Logger {
  Chan<int> lines = make_chan<int>(1);

  void run(RecvChan<Unit> quit) {
    while (select({lines.on_recv(), quit.on_recv()}) == 0) log("a line");
  }
};

void stop_loggers(bool close) {
  Chan<Unit> quit = make_chan<Unit>();
  auto* loggers = make<std::array<Logger, 2>>();
  auto* running = make<WaitGroup>();
  for (Logger& logger : *loggers) running->go([=, &logger] { logger.run(quit); });
  loggers->front().lines.send(1);
  if (close) {
    quit.close();
  } else {
    quit.send({});
  }
  running->wait();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/quit_channel_one_message",
    .story =
        "Quit is sent instead of closed. One message stops one of the two loggers; the other one "
        "goes on waiting, and so does whoever waits for both.",
    .tags = "pattern channel select quit",
    .expect = {Kind::deadlock},
    .body = [] { stop_loggers(false); },
    .fixed = [] { stop_loggers(true); },
};

}  // namespace heddle::scenarios::patterns::quit_channel_one_message
