// Locks taken through the standard's guards: the place of the operation is a line of a system
// header, and what is told is the user's line. Compiled without and with optimisation.

#include <gtest/gtest.h>
#include <heddle/heddle.h>
#include <heddle/trace/finding.h>
#include <heddle/trace/finding_json.h>

#include <functional>
#include <mutex>
#include <shared_mutex>
#include <sstream>
#include <string>
#include <vector>

#include "engine/user_site.h"
#include "search/execute.h"
#include "strategy/factory.h"

namespace heddle {
namespace {

constexpr std::uint32_t here_line(std::uint32_t line = __builtin_LINE()) { return line; }

const trace::Finding* only_finding(const Report& report) {
  return report.findings().size() == 1 ? &report.findings()[0] : nullptr;
}

std::string file() { return Here::current().file; }

std::string place(std::uint32_t line) { return file() + ":" + std::to_string(line); }

void expect_told(const Report& report, std::uint32_t line) {
  const trace::Finding* finding = only_finding(report);
  ASSERT_NE(finding, nullptr) << report;
  EXPECT_NE(trace::key(*finding).find(place(line) + " "), std::string::npos)
      << trace::key(*finding);
  EXPECT_NE(trace::to_json(*finding).find(file() + "\"," + std::to_string(line)), std::string::npos)
      << trace::to_json(*finding);
  std::ostringstream text;
  text << report;
  EXPECT_NE(text.str().find("at " + place(line)), std::string::npos) << text.str();
  EXPECT_EQ(text.str().find("/usr/"), std::string::npos) << text.str();
  EXPECT_EQ(text.str().find("mutex.h"), std::string::npos) << text.str();
}

TEST(UserSite, LockGuardInADeadlock) {
  std::uint32_t line = 0;
  const Report report = explore([&] {
    Mutex mutex;
    mutex.lock();
    line = here_line() + 1;
    const std::lock_guard<Mutex> guard(mutex);
  });
  expect_told(report, line);
}

// The run ends at its step limit, in the middle of std::lock; then a detector asks where all are.
// The frames of who was running are gone by then.
TEST(UserSite, ScopedLocksThatGiveWayForEver) {
  const Report report = explore(
      [] {
        auto* a = make<Mutex>();
        auto* b = make<Mutex>();
        auto* both = make<WaitGroup>();
        both->go([=] { const std::scoped_lock locks(*a, *b); });
        both->go([=] { const std::scoped_lock locks(*b, *a); });
        both->wait();
      },
      {.strategy = "rfc", .runs = 1000, .seed = 1, .shrink = false});
  for (const trace::Finding& finding : report.findings()) {
    EXPECT_EQ(finding.kind, Kind::livelock) << report;
  }
}

TEST(UserSite, UniqueLockInADeadlockOfTwo) {
  std::uint32_t lines[2] = {};
  const Report report = explore([&] {
    auto* a = make<Mutex>();
    auto* b = make<Mutex>();
    go("other", [a, b, &lines] {
      std::unique_lock<Mutex> first(*b);
      lines[0] = here_line() + 1;
      std::unique_lock<Mutex> second(*a);
    });
    std::unique_lock<Mutex> first(*a);
    lines[1] = here_line() + 1;
    std::unique_lock<Mutex> second(*b);
  });
  expect_told(report, lines[0]);
  expect_told(report, lines[1]);
}

TEST(UserSite, SharedLockAgainstAWriter) {
  std::uint32_t line = 0;
  const Report report = explore([&] {
    RWMutex mutex;
    const std::unique_lock<RWMutex> writer(mutex);
    line = here_line() + 1;
    const std::shared_lock<RWMutex> reader(mutex);
  });
  expect_told(report, line);
}

TEST(UserSite, ScopedLockOfTwo) {
  std::uint32_t line = 0;
  const Report report = explore([&] {
    Mutex a;
    Mutex b;
    a.lock();
    line = here_line() + 1;
    const std::scoped_lock<Mutex, Mutex> both(a, b);
  });
  expect_told(report, line);
}

// The unlock is a call of the guard's destructor, whose line is where its scope ends or where it is
// declared: compilers differ. It must be in the function that has the guard.
TEST(UserSite, UnlockOfUnlockedByAGuard) {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  const Report report = explore([&] {
    first = here_line();
    Mutex mutex;
    {
      const std::lock_guard<Mutex> guard(mutex);
      mutex.unlock();
    }
    last = here_line();
  });
  // The run ends before `last` is written.
  last = first + 6;
  const trace::Finding* finding = only_finding(report);
  ASSERT_NE(finding, nullptr) << report;
  EXPECT_EQ(finding->kind, Kind::unlock_unlocked);
  EXPECT_EQ(finding->goroutines[0].site.file, file()) << report;
  EXPECT_GT(finding->goroutines[0].site.line, first);
  EXPECT_LT(finding->goroutines[0].site.line, last);
}

TEST(UserSite, UnlockOfUnlockedByAUniqueLock) {
  std::uint32_t line = 0;
  const Report report = explore([&] {
    Mutex mutex;
    std::unique_lock<Mutex> lock(mutex);
    mutex.unlock();
    line = here_line() + 1;
    lock.unlock();
  });
  expect_told(report, line);
}

[[gnu::noinline]] void lock(Mutex& mutex) { const std::lock_guard<Mutex> guard(mutex); }

// Differs, so that no compiler folds the two into one.
[[gnu::noinline]] void lock_later(Mutex& mutex) {
  yield();
  const std::lock_guard<Mutex> guard(mutex);
}

// Two bugs with guards at two places are two findings.
TEST(UserSite, IsTheIdentityOfAFinding) {
  Options options;
  options.strategy = "dfs";
  options.keep_going = true;
  const Report report = explore(
      [] {
        Mutex mutex;
        mutex.lock();
        if (choose(2) == 0) {
          lock(mutex);
        } else {
          lock_later(mutex);
        }
      },
      options);
  ASSERT_EQ(report.findings().size(), 2U) << report;
  EXPECT_NE(trace::key(report.findings()[0]), trace::key(report.findings()[1]));
  for (const trace::Finding& finding : report.findings()) {
    EXPECT_EQ(finding.kind, Kind::deadlock) << report;
  }
}

// The events of a recorded run have the user's lines, also those of operations that go well.
TEST(UserSite, InTheEvents) {
  std::uint32_t line = 0;
  const std::function<void()> body = [&line] {
    Mutex mutex;
    line = here_line() + 1;
    const std::lock_guard<Mutex> guard(mutex);
  };
  search::Target target;
  target.program = engine::program_of(body);
  search::Record record(target.program);
  engine::Run run;
  std::string error;
  const auto strategy = strategy::make_strategy("random", -1, error);
  const search::Execution execution = search::execute(run, target, *strategy, {}, record);
  const trace::Trace trace = search::make_trace(target, {}, record, execution);
  bool locked = false;
  for (const trace::Event& event : trace.events) {
    const trace::Site& site = trace::site_of(trace, event.site);
    EXPECT_FALSE(engine::in_foreign_header(site.file.c_str())) << trace::short_text(site);
    if (event.kind != trace::OpKind::mutex_lock) continue;
    EXPECT_EQ(trace::short_text(site), place(line));
    locked = true;
  }
  EXPECT_TRUE(locked);
  ASSERT_EQ(trace.objects.size(), 1U);
  EXPECT_EQ(trace::short_text(trace::site_of(trace, trace.objects[0].made_at)), place(line));
}

TEST(UserSite, KnowsForeignHeaders) {
  EXPECT_TRUE(engine::in_foreign_header("/usr/include/c++/12/bits/std_mutex.h"));
  EXPECT_TRUE(engine::in_foreign_header("/opt/gcc/include/c++/12/bits/unique_lock.h"));
  EXPECT_TRUE(engine::in_foreign_header("harness/include/heddle/once.h"));
  EXPECT_FALSE(engine::in_foreign_header("tests/unit/user_site_test.cpp"));
  EXPECT_FALSE(engine::in_foreign_header("/opt/project/include/queue.h"));
  EXPECT_FALSE(engine::in_foreign_header(""));
}

}  // namespace
}  // namespace heddle
