// Since when it is certain that a goroutine never runs again: goroutines that wait for each other,
// the clock, contexts, what is used by reference, and the catalogue.

#include <gtest/gtest.h>
#include <heddle/heddle.h>

#include "catalogue_programs.h"
#include "stuck_expect.h"

namespace heddle {
namespace {

using namespace std::chrono_literals;

// --- Goroutines that wait for each other --------------------------------------------------------

TEST(Stuck, InARing) {
  expect_certain_at_once([] {
    {
      const Chan<int> a = make_chan<int>();
      const Chan<int> b = make_chan<int>();
      go("worker", [=] {
        a.recv();
        b.send(1);
      });
      go("partner", [=] {
        b.recv();
        a.send(1);
      });
    }
    log("gone");
    dawdle();
    dawdle();
  });
}

TEST(Stuck, NotInARingWithAThirdWhoCanBreakIt) {
  expect_woken([] {
    const Chan<int> a = make_chan<int>();
    const Chan<int> b = make_chan<int>();
    go("worker", [=] {
      a.recv();
      b.send(1);
    });
    go("partner", [=] {
      b.recv();
      a.send(1);
    });
    go("third", [=] {
      dawdle();
      a.send(2);
      a.recv();
    });
  });
}

// --- The clock ----------------------------------------------------------------------------------

TEST(Stuck, NotWhileATimerIsPending) {
  expect_woken([] {
    go("worker", [] { sleep(10ms); });
    dawdle();
  });
  expect_woken([] {
    go("worker", [] { after(10ms).recv(); });
    dawdle();
  });
  expect_woken([] {
    go("worker", [] {
      const auto [context, cancel] = with_timeout(background(), 10ms);
      const Context child = with_cancel(context).context;
      child.done().recv();
    });
    dawdle();
  });
  expect_woken([] {
    {
      const Chan<int> chan = make_chan<int>();
      go("worker", [=] { chan.recv(); });
      after_func(5ms, [=] { chan.send(1); });
    }
    dawdle();
  });
}

TEST(Stuck, OnATimerThatHasFired) {
  expect_certain_at_once([] {
    go("worker", [] {
      const RecvChan<Time> expiry = after(1ms);
      expiry.recv();
      expiry.recv();
    });
    sleep(10ms);
    log("gone");
    dawdle();
  });
  // The timer can be started again by whoever has it.
  expect_woken([] {
    const Timer timer = new_timer(1ms);
    go("worker", [expiry = timer.chan()] {
      expiry.recv();
      expiry.recv();
    });
    sleep(10ms);
    dawdle();
    timer.reset(1ms);
  });
}

// --- Contexts and signals -----------------------------------------------------------------------

TEST(Stuck, OnAContextNobodyCanCancel) {
  expect_certain_at_once([] {
    {
      const Context context = with_cancel(background()).context;
      go("worker", [=] { context.done().recv(); });
    }
    log("gone");
    dawdle();
  });
}

TEST(Stuck, NotOnAContextWhoseParentCanBeCancelled) {
  expect_woken([] {
    const auto [parent, cancel] = with_cancel(background());
    {
      const Context child = with_cancel(parent).context;
      go("worker", [=] { child.done().recv(); });
    }
    dawdle();
    cancel();
  });
}

TEST(Stuck, NotOnAChannelThatSignalsComeOn) {
  expect_woken([] {
    {
      const Chan<Signal> chan = make_chan<Signal>(1);
      notify(chan, {Signal::interrupt});
      go("worker", [=] { chan.recv(); });
    }
    dawdle();
    raise(Signal::interrupt);
  });
}

// --- What is used by reference ------------------------------------------------------------------

TEST(Stuck, OnAMutexOfItsOwn) {
  expect_certain_at_once([] {
    go("worker", [] {
      Mutex mutex;
      mutex.lock();
      mutex.lock();
    });
    log("gone");
    dawdle();
  });
  expect_certain_at_once([] {
    go("worker", [] {
      RWMutex mutex;
      mutex.lock_shared();
      mutex.lock();
    });
    log("gone");
    dawdle();
  });
  expect_certain_at_once([] {
    go("worker", [] {
      WaitGroup group;
      group.add(1);
      group.wait();
    });
    log("gone");
    dawdle();
  });
}

// A Mutex has no owner: whoever can reach it may unlock it.
TEST(Stuck, NotOnAMutexThatOthersCanReach) {
  expect_woken([] {
    auto* mutex = make<Mutex>();
    const Chan<Unit> locked = make_chan<Unit>();
    go("worker", [=] {
      mutex->lock();
      locked.close();
      mutex->lock();
      mutex->unlock();
    });
    go("other", [=] {
      locked.recv();
      dawdle();
      mutex->unlock();
    });
  });
  // The owner has ended; another one unlocks.
  expect_woken([] {
    Mutex mutex;
    WaitGroup owner;
    owner.go([&] { mutex.lock(); });
    owner.wait();
    WaitGroup worker;
    worker.go([&] {
      mutex.lock();
      mutex.unlock();
    });
    dawdle();
    mutex.unlock();
    worker.wait();
  });
}

TEST(Stuck, NotOnAWaitGroupThatOthersCanReach) {
  expect_woken([] {
    go("worker", [] {
      WaitGroup group;
      group.add(1);
      go("third", [&] {
        dawdle();
        group.done();
      });
      group.wait();
    });
  });
}

TEST(Stuck, NotBeforeACondHasReleasedItsLock) {
  expect_woken([] {
    struct Shared {
      Mutex mutex;
      Cond cond{mutex};
      bool ready = false;
    };
    auto* shared = make<Shared>();
    go("worker", [=] {
      const Lock lock(shared->mutex);
      while (!shared->ready) shared->cond.wait();
    });
    dawdle();
    const Lock lock(shared->mutex);
    shared->ready = true;
    shared->cond.signal();
  });
}

TEST(Stuck, NotOnASemaphore) {
  expect_woken([] {
    auto* semaphore = make<Semaphore>(1);
    semaphore->acquire(background(), 1);
    go("worker", [=] {
      semaphore->acquire(background(), 1);
      semaphore->release(1);
    });
    dawdle();
    semaphore->release(1);
  });
}

// A Once has an owner: only the function that runs can end the wait, so it does not matter who
// else can reach it.
TEST(Stuck, InAOnceInsideOfItself) {
  expect_certain_at_once([] {
    auto* once = make<Once>();
    go("worker", [=] { once->run_once([=] { once->run_once([] {}); }); });
    log("gone");
    dawdle();
  });
  expect_woken([] {
    auto* once = make<Once>();
    go("worker", [=] { once->run_once(dawdle); });
    once->run_once([] { dawdle(); });
  });
}

// --- Everything else ----------------------------------------------------------------------------

// No program of the catalogue makes it lie.
TEST(Stuck, NeverLiesInTheCatalogue) {
  for (const Scenario* scenario : scenarios::catalogue()) {
    for (void (*const body)() : {scenario->body, scenario->fixed}) {
      if (body == nullptr) continue;
      for (const char* strategy : every_strategy) {
        record_runs(body, strategy, (runs_each + 19) / 20, [&](const RecordedRun& seen) {
          EXPECT_EQ(seen.run.stuck().revoked(), 0U) << scenario->name << ", " << strategy;
          for (std::uint32_t i = 1; i <= seen.run.goroutine_count(); ++i) {
            const engine::Goroutine& goroutine = seen.run.goroutine(i);
            if (goroutine.certain_since == 0) continue;
            EXPECT_NE(goroutine.state, trace::State::done) << scenario->name;
            EXPECT_LE(goroutine.certain_since, seen.trace.events.size());
          }
        });
      }
    }
  }
}

// Replays say the same.
TEST(Stuck, IsPartOfWhatReplays) {
  Options options;
  options.seed = 3;
  const Report report = explore(
      [] {
        {
          const Chan<int> chan = make_chan<int>();
          go("worker", [=] { chan.recv(); });
        }
        dawdle();
      },
      options);
  ASSERT_EQ(report.findings().size(), 1U) << report;
  const trace::Finding& first = report.findings()[0];
  EXPECT_EQ(first.kind, Kind::leak);
  EXPECT_NE(first.certain_since, 0U);
  ASSERT_EQ(first.waits.size(), 1U);
  EXPECT_EQ(first.waits[0].certain_since, first.certain_since);
}

}  // namespace
}  // namespace heddle
