#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::semaphore_channel_error_path {
namespace {

struct Disk {
  Chan<Unit> in_use = make_chan<Unit>(2);

  void back_up(int files, bool give_back_always) {
    in_use.send({});
    if (files == 0 && !give_back_always) return;
    in_use.recv();
  }
};

void back_up_all(bool give_back_always) {
  auto* disk = make<Disk>();
  auto* backups = make<WaitGroup>();
  for (int files : {5, 0, 0}) backups->go([=] { disk->back_up(files, give_back_always); });
  backups->wait();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/semaphore_channel_error_path",
    .story =
        "A backup that finds its folder empty returns early and keeps the token it has taken. "
        "After two empty folders there are no tokens left, and the next backup waits for ever.",
    .tags = "pattern channel semaphore error",
    .expect = {Kind::deadlock},
    .body = [] { back_up_all(false); },
    .fixed = [] { back_up_all(true); },
};

}  // namespace heddle::scenarios::patterns::semaphore_channel_error_path
