#include <heddle/heddle.h>

namespace heddle::scenarios::goker::moby_18412 {
namespace {

using namespace std::chrono_literals;

// A child process, whose output somebody copies into a buffer while it runs.
struct Command {
  Var<int> output{0};
  Chan<Unit> killed = make_chan<Unit>();
  Chan<Unit> ended = make_chan<Unit>();

  void start(Duration running_time) {
    go("copier", [=, this] {
      RecvChan<Time> end = after(running_time);
      select({end.on_recv(), killed.on_recv()});
      output.write(1);
      ended.close();
    });
  }
  void wait() { ended.recv(); }
};

struct Result {
  Var<int> exit_code{0};
};

// Runs a command for at most a millisecond and returns what it has printed.
int run_with_timeout(bool waits_after_kill) {
  auto* command = make<Command>();
  auto* result = make<Result>();
  command->start(choose(2) == 0 ? 10ms : 100us);
  Chan<Unit> done = make_chan<Unit>();
  go("waiter", [=] {
    command->wait();
    result->exit_code.write(1);
    done.send({});
  });
  RecvChan<Time> timeout = after(1ms);
  switch (select({timeout.on_recv(), done.on_recv()})) {
    case 0:
      command->killed.close();
      if (waits_after_kill) done.recv();
      break;
    case 1: break;
  }
  return command->output.read() + result->exit_code.read();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/moby_18412",
    .story =
        "A helper runs a command with a timeout. When the time is over it kills the command and "
        "returns output and exit code at once, while the last output is still being copied and "
        "somebody else still waits for the end.",
    .tags = "goker moby nonblocking data-race order-violation timeout",
    .expect = {Kind::data_race, Kind::leak},
    .body =
        [] {
          run_with_timeout(false);
          sleep(100ms);
        },
    .fixed =
        [] {
          run_with_timeout(true);
          sleep(100ms);
        },
};

}  // namespace heddle::scenarios::goker::moby_18412
