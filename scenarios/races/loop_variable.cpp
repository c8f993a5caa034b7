#include <heddle/heddle.h>

namespace heddle::scenarios::races::loop_variable {
namespace {

constexpr int shards = 3;

struct Backup {
  Var<int> shard{0};  // the loop's variable, shared by all its closures
  Atomic<unsigned> saved{0};
  WaitGroup savers;

  void save(int which) {
    if (which < shards) saved.fetch_or(1U << which);
  }
  void check_all_saved() {
    savers.wait();
    check(saved.load() == (1U << shards) - 1, "every shard is saved");
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "races/loop_variable",
    .story =
        "A goroutine is started for each shard, and all of them read the number from the one "
        "variable of the loop, which counts on meanwhile. Some shards are saved twice, others "
        "never.",
    .tags = "closure loop waitgroup",
    .expect = {Kind::data_race, Kind::check_failed},
    .body =
        [] {
          auto* backup = make<Backup>();
          for (; backup->shard.read() < shards; backup->shard.update([](int& n) { ++n; })) {
            backup->savers.go([=] { backup->save(backup->shard.read()); });
          }
          backup->check_all_saved();
        },
    .fixed =
        [] {
          auto* backup = make<Backup>();
          for (; backup->shard.read() < shards; backup->shard.update([](int& n) { ++n; })) {
            const int mine = backup->shard.read();
            backup->savers.go([=] { backup->save(mine); });
          }
          backup->check_all_saved();
        },
};

}  // namespace heddle::scenarios::races::loop_variable
