#include <heddle/heddle.h>

#include <array>

namespace heddle::scenarios::goker::serving_3148 {
namespace {

// How a fake client of a test answers, first the reaction that was put in front last.
struct Reactions {
  std::array<int, 2> chain{1, 0};
  int count = 1;
};

struct FakeClient {
  Var<Reactions> reactions{Reactions{}};

  int invoke() {
    const Reactions now = reactions.read();
    return now.chain.at(std::size_t(now.count - 1));
  }
  void prepend(int reaction) {
    Reactions longer = reactions.read();
    longer.chain.at(std::size_t(longer.count++)) = reaction;
    reactions.write(longer);
  }
};

void test_scaler(bool prepares_first) {
  auto* client = make<FakeClient>();
  auto* group = make<WaitGroup>();
  if (prepares_first) client->prepend(2);
  group->add(1);
  go("controller", [=] {
    Defer done([=] { group->done(); });
    auto* probes = make<WaitGroup>();
    probes->add(1);
    go("probe", [=] {
      Defer probed([=] { probes->done(); });
      check(client->invoke() != 0, "somebody reacts");
    });
    probes->wait();
  });
  if (!prepares_first) client->prepend(2);
  group->wait();
}

void run_test(bool prepares_first) {
  auto* test = make<WaitGroup>();
  test->add(1);
  go("test", [=] {
    Defer done([=] { test->done(); });
    test_scaler(prepares_first);
  });
  test->wait();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/serving_3148",
    .story =
        "A test of an autoscaler gives the fake client one more reaction when the controller, "
        "which uses that client from a goroutine of its own, runs already.",
    .tags = "goker serving nonblocking data-race waitgroup",
    .expect = {Kind::data_race},
    .body = [] { run_test(false); },
    .fixed = [] { run_test(true); },
};

}  // namespace heddle::scenarios::goker::serving_3148
