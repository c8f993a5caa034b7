#include <heddle/heddle.h>

#include <array>

namespace heddle::scenarios::goker::moby_22941 {
namespace {

using namespace std::chrono_literals;

using Pair = std::array<int, 2>;  // what a client sends, and what is to come out
constexpr std::array<Pair, 2> cases{{{1, 10}, {2, 20}}};

struct Pipe {
  Mutex mu;
  Var<int> bytes{0};

  void write(int message) {
    Lock hold(mu);
    bytes.update([=](int& sum) { sum += message; });
  }
};

void test_with_shared_variable() {
  auto* server = make<Pipe>();
  auto* pair = make<Var<Pair>>();
  for (const Pair& each : cases) {
    pair->write(each);
    go("client", [=] { server->write(pair->read()[0]); });
  }
  sleep(10ms);
}

void test_with_own_variables() {
  auto* server = make<Pipe>();
  for (const Pair& each : cases) {
    auto* pair = make<Var<Pair>>();
    pair->write(each);
    go("client", [=] { server->write(pair->read()[0]); });
  }
  sleep(10ms);
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/moby_22941",
    .story =
        "A test of the authorization proxy starts a client for each pair of messages. All of them "
        "look at the one loop variable, which may already hold the next pair.",
    .tags = "goker moby nonblocking data-race loop-variable",
    .expect = {Kind::data_race},
    .body = [] { test_with_shared_variable(); },
    .fixed = [] { test_with_own_variables(); },
};

}  // namespace heddle::scenarios::goker::moby_22941
