#include <heddle/heddle.h>

#include <optional>

namespace heddle::scenarios::channels::paused_for_good {
namespace {

enum class Command { pause, resume };

struct Player {
  Chan<int> frames = make_chan<int>();
  Chan<Command> commands = make_chan<Command>();
  WaitGroup callers;

  // While paused, `input` is nil, so that its case of the select never happens.
  void play(bool restore_kept) {
    RecvChan<int> input = frames;
    RecvChan<int> kept = frames;
    for (;;) {
      std::optional<int> frame;
      std::optional<Command> command;
      if (select({input.on_recv(frame), commands.on_recv(command)}) == 0) {
        if (!frame) return;
      } else if (command == Command::pause) {
        kept = input;
        input = {};
      } else {
        input = restore_kept ? kept : frames.receiver();
      }
    }
  }
  void interrupt() {
    commands.send(Command::pause);
    commands.send(Command::resume);
  }
};

void watch(bool restore_kept) {
  auto* player = make<Player>();
  go("player", [=] { player->play(restore_kept); });
  player->callers.go([=] { player->interrupt(); });
  player->callers.go([=] { player->interrupt(); });
  player->frames.send(1);
  player->callers.wait();
  player->frames.send(2);
  player->frames.close();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "channels/paused_for_good",
    .story =
        "A player pauses by putting a nil channel into its select and keeps the real one for "
        "later. When two calls pause it one after the other it keeps the nil channel, and no "
        "frame is ever taken again.",
    .tags = "channel nil select",
    .expect = {Kind::deadlock},
    .body = [] { watch(true); },
    .fixed = [] { watch(false); },
};

}  // namespace heddle::scenarios::channels::paused_for_good
