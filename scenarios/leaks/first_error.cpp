#include <heddle/heddle.h>

namespace heddle::scenarios::leaks::first_error {
namespace {

struct Answer {
  int shard = 0;
  bool failed = false;
};

constexpr int shards = 3;

// Asks all shards, the second of which fails. Returns at the first failure.
void gather(int capacity) {
  Chan<Answer> answers = make_chan<Answer>(capacity);
  for (int shard = 0; shard < shards; ++shard) {
    go("shard", [=] { answers.send({.shard = shard, .failed = shard == 1}); });
  }
  for (int received = 0; received < shards; ++received) {
    if (answers.recv()->failed) return;
  }
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "leaks/first_error",
    .story =
        "A request is spread over three shards and given up at the first failure; shards "
        "that answer later find nobody who listens. Only a failure that comes last is "
        "harmless.",
    .tags = "channel fan-out",
    .expect = {Kind::leak},
    .body = [] { gather(0); },
    .fixed = [] { gather(shards); },
};

}  // namespace heddle::scenarios::leaks::first_error
