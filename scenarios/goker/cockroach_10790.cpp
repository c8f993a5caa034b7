#include <heddle/heddle.h>

#include <array>

namespace heddle::scenarios::goker::cockroach_10790 {
namespace {

struct Replica {
  // The two earlier commands a new one overlaps with: each tells when it is done.
  std::array<Chan<bool>, 2> earlier{make_chan<bool>(), make_chan<bool>()};
  Mutex stopper;
  Chan<Unit> quiesce = make_chan<Unit>();

  void finish_earlier(Context ctx) {
    for (Chan<bool> done : earlier) {
      if (select({done.on_send(true), ctx.done().on_recv()}) == 1) return;
    }
  }
  void begin_command(Context ctx, bool repaired) {
    for (Chan<bool> done : earlier) {
      if (select({done.on_recv(), ctx.done().on_recv()}) == 1) {
        go("drain", [=, this] { drain(repaired); });
      }
    }
  }
  // In place of a command that was given up, so that the earlier ones can tell that they are done.
  void drain(bool repaired) {
    for (Chan<bool> done : earlier) {
      if (!repaired) {
        done.recv();
      } else if (select({done.on_recv(), quiesce.on_recv()}) == 1) {
        return;
      }
    }
  }
  void stop() {
    Lock hold(stopper);
    quiesce.close();
  }
};

void propose(bool repaired) {
  auto* replica = make<Replica>();
  auto [context, cancel] = with_cancel(background());
  go("earlier", [=, ctx = context] { replica->finish_earlier(ctx); });
  go("command", [=, ctx = context] { replica->begin_command(ctx, repaired); });
  go("client", [give_up = cancel] { give_up(); });
  replica->stop();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/cockroach_10790",
    .story =
        "A command waits for two earlier ones. When its client gives up it leaves a goroutine "
        "behind that waits in its place; but the earlier ones have been given up too and tell "
        "nobody, and that the store stops is not listened to.",
    .tags = "goker cockroach blocking channel context",
    .expect = {Kind::leak},
    .body = [] { propose(false); },
    .fixed = [] { propose(true); },
};

}  // namespace heddle::scenarios::goker::cockroach_10790
