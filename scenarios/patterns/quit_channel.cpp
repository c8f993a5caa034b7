#include <heddle/heddle.h>

#include <array>

namespace heddle::scenarios::patterns::quit_channel {
namespace {

struct Logger {
  Chan<int> lines = make_chan<int>(2);
  Atomic<int> written;

  void run(RecvChan<Unit> quit) {
    while (select({lines.on_recv(), quit.on_recv()}) == 0) written.add(1);
    while (lines.try_recv()) written.add(1);
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/quit_channel",
    .story =
        "Two loggers copy lines until a quit channel is closed, which reaches both at once. Before "
        "they end they write what is already in their buffers.",
    .tags = "pattern channel select quit",
    .body =
        [] {
          Chan<Unit> quit = make_chan<Unit>();
          auto* loggers = make<std::array<Logger, 2>>();
          auto* running = make<WaitGroup>();
          for (Logger& logger : *loggers) running->go([=, &logger] { logger.run(quit); });
          for (Logger& logger : *loggers) {
            logger.lines.send(1);
            logger.lines.send(2);
          }
          quit.close();
          running->wait();
          for (Logger& logger : *loggers) check(logger.written.load() == 2, "no line is lost");
        },
};

}  // namespace heddle::scenarios::patterns::quit_channel
