#include <heddle/heddle.h>

namespace heddle::scenarios::goker::serving_6171 {
namespace {

// A test of a testing library: what it logs goes to the nearest test that is not over.
struct Test {
  explicit Test(Test* above = nullptr) : parent(above) {}

  Test* parent;
  Mutex mu;
  Var<int> lines{0};
  Var<bool> done{false};

  void log_line() {
    for (Test* test = this; test != nullptr; test = test->parent) {
      Lock hold(test->mu);
      if (test->done.read()) continue;
      test->lines.update([](int& count) { ++count; });
      return;
    }
    panic("Log in goroutine after the test has completed");
  }
  template <class F>
  void run(F body) {
    auto* test = make<Test>(this);
    Chan<Unit> signal = make_chan<Unit>();
    go("test", [=] {
      body(test);
      test->finish();
      signal.send({});
    });
    signal.recv();
  }
  void finish() {
    {
      Lock hold(mu);
      log(lines.read() == 0 ? "passed" : "passed, with a log");
    }
    done.write(true);  // without the lock: who logs without waiting is to race
  }
};

void run_tests(bool waits_for_log) {
  auto* all = make<Test>();
  all->run([=](Test* outer) {
    outer->run([=](Test* inner) {
      auto* logged = make<WaitGroup>();
      logged->add(1);
      go("autoscaler", [=] {
        go("logger", [=] {
          Defer end([=] { logged->done(); });
          inner->log_line();
        });
      });
      if (waits_for_log) logged->wait();
    });
  });
  all->finish();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/serving_6171",
    .story =
        "A subtest starts an autoscaler and returns without waiting for it. What the autoscaler's "
        "goroutine logs with the subtest's logger may come when the subtest, or all of the tests, "
        "are over.",
    .tags = "goker serving nonblocking data-race testing-library",
    .expect = {Kind::data_race, Kind::panic},
    .body = [] { run_tests(false); },
    .fixed = [] { run_tests(true); },
};

}  // namespace heddle::scenarios::goker::serving_6171
