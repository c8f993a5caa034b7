#include <heddle/heddle.h>

namespace heddle::scenarios::deadlocks::nested_group {
namespace {

// Adds up the sizes of a tree of folders, two folders at a time.
struct Walk {
  ErrGroup group;
  Atomic<int> bytes{0};

  Error visit(int depth, bool wait_for_place) {
    bytes.add(100);
    if (depth == 0) return nullptr;
    const auto inner = [this, depth, wait_for_place] { return visit(depth - 1, wait_for_place); };
    if (wait_for_place) {
      group.go(inner);
    } else if (!group.try_go(inner)) {
      return inner();
    }
    return nullptr;
  }
};

void add_up(bool wait_for_place) {
  auto* walk = make<Walk>();
  walk->group.set_limit(2);
  for (int folder = 0; folder < 2; ++folder) {
    walk->group.go([=] { return walk->visit(1, wait_for_place); });
  }
  check(!walk->group.wait(), "every folder can be read");
  check(walk->bytes.load() == 400, "every folder is counted");
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "deadlocks/nested_group",
    .story =
        "Each folder is visited by a goroutine of a group that runs two at once, and starts the "
        "visits of the folders inside. When both places are taken by folders that wait for a "
        "place, none gets free.",
    .tags = "errgroup limit",
    .expect = {Kind::deadlock},
    .body = [] { add_up(true); },
    .fixed = [] { add_up(false); },
};

}  // namespace heddle::scenarios::deadlocks::nested_group
