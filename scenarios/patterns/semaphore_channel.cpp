#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::semaphore_channel {
namespace {

constexpr int tokens = 2;

struct Disk {
  Chan<Unit> in_use = make_chan<Unit>(tokens);
  Atomic<int> readers;
  Atomic<int> saved;

  void back_up() {
    in_use.send({});
    Defer give_back([this] { in_use.recv(); });
    check(readers.add(1) <= tokens, "at most two backups read at once");
    saved.add(1);
    readers.add(-1);
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/semaphore_channel",
    .story =
        "A buffered channel as a semaphore: a send takes one of two tokens, a receive gives it "
        "back. Of three backups at most two read the disk at once, and all get their turn.",
    .tags = "pattern channel semaphore",
    .body =
        [] {
          auto* disk = make<Disk>();
          auto* backups = make<WaitGroup>();
          for (int folder = 0; folder < 3; ++folder) backups->go([=] { disk->back_up(); });
          backups->wait();
          check(disk->saved.load() == 3, "every folder is saved");
          check(disk->in_use.len() == 0, "every token has been given back");
        },
};

}  // namespace heddle::scenarios::patterns::semaphore_channel
