// Mutex and RWMutex: docs/semantics.md, C.1 to C.7.

#include <mutex>
#include <shared_mutex>

#include "run_test.h"

namespace heddle::semantics {
namespace {

TEST(Locks, C1_a_mutex_excludes) {
  EXPECT_TRUE(clean([] {
    auto* mu = make<Mutex>();
    auto* inside = make<Atomic<int>>(0);
    const auto enter = [=] {
      Lock hold(*mu);
      check(inside->add(1) == 1, "alone");
      inside->add(-1);
    };
    go(enter);
    enter();
  }));
}

TEST(Locks, C1_a_mutex_is_not_reentrant) {
  const Report report = explore(
      [] {
        Mutex mu;
        mu.lock();
        mu.lock();
      },
      every());
  EXPECT_TRUE(shows_only(report, Kind::deadlock, all_asleep));
  EXPECT_TRUE(shows_state(report, "sync.Mutex.Lock")) << report;
}

TEST(Locks, C1_another_goroutine_may_unlock) {
  EXPECT_TRUE(clean([] {
    auto* mu = make<Mutex>();
    mu->lock();
    go([=] { mu->unlock(); });
    mu->lock();
    mu->unlock();
  }));
}

TEST(Locks, C1_unlock_of_an_unlocked_mutex_is_fatal) {
  EXPECT_TRUE(always([] { Mutex().unlock(); }, Kind::unlock_unlocked,
                     "fatal error: sync: unlock of unlocked mutex"));
  // Fatal is no panic: nothing catches it.
  EXPECT_TRUE(always(
      [] {
        try {
          Mutex().unlock();
        } catch (...) {
        }
      },
      Kind::unlock_unlocked, "fatal error: sync: unlock of unlocked mutex"));
}

TEST(Locks, C2_any_contender_may_win) {
  EXPECT_EQ(outcomes(
                [] {
                  auto* mu = make<Mutex>();
                  auto* order = make<std::string>();
                  auto* wg = make<WaitGroup>();
                  mu->lock();
                  for (const char name : {'a', 'b'}) {
                    wg->go([=] {
                      Lock hold(*mu);
                      *order += name;
                    });
                    sleep(1ms);  // it waits
                  }
                  mu->unlock();
                  {
                    Lock hold(*mu);  // a newcomer may win as well
                    *order += 'm';
                  }
                  wg->wait();
                  return *order;
                },
                every(0)),
            (Words{"abm", "amb", "bam", "bma", "mab", "mba"}));
}

TEST(Locks, C3_readers_share) {
  EXPECT_EQ(outcomes([] {
              auto* rw = make<RWMutex>();
              auto* inside = make<Atomic<int>>(0);
              auto* most = make<Atomic<int>>(0);
              auto* wg = make<WaitGroup>();
              for (int i = 0; i < 2; ++i) {
                wg->go([=] {
                  SharedLock hold(*rw);
                  if (inside->add(1) == 2) most->store(2);
                  inside->add(-1);
                });
              }
              wg->wait();
              return most->load();
            }),
            (Numbers{0, 2}));
}

TEST(Locks, C3_a_waiting_writer_keeps_new_readers_out) {
  EXPECT_TRUE(sometimes(
      [] {
        auto* rw = make<RWMutex>();
        go([=] { Lock hold(*rw); });
        SharedLock outer(*rw);
        SharedLock inner(*rw);  // waits for the writer, which waits for the outer one
      },
      Kind::deadlock, all_asleep));
}

TEST(Locks, C3_only_the_first_waiting_writer_announces_itself) {
  // While a reader is in, one writer is announced. A second one queues behind it, and a reader that
  // comes then gets in between the two writers (C4).
  EXPECT_EQ(outcomes(
                [] {
                  auto* rw = make<RWMutex>();
                  auto* order = make<std::string>();
                  auto* wg = make<WaitGroup>();
                  rw->lock_shared();
                  for (const char name : {'a', 'b', 'r'}) {
                    wg->go([=] {
                      if (name == 'r') {
                        SharedLock hold(*rw);
                        *order += name;
                      } else {
                        Lock hold(*rw);
                        *order += name;
                      }
                    });
                    sleep(1ms);
                  }
                  rw->unlock_shared();
                  wg->wait();
                  return *order;
                },
                every(0)),
            Words{"arb"});
}

TEST(Locks, C4_unlock_lets_all_waiting_readers_in_before_the_next_writer) {
  // Queued: w r x s. Both readers go first; of the writers either may win (C2).
  EXPECT_EQ(outcomes(
                [] {
                  auto* rw = make<RWMutex>();
                  auto* order = make<std::string>();
                  rw->lock();
                  for (const char name : {'w', 'r', 'x', 's'}) {
                    go([=] {
                      if (name == 'r' || name == 's') {
                        SharedLock hold(*rw);
                        *order += name;
                      } else {
                        Lock hold(*rw);
                        *order += name;
                      }
                    });
                    sleep(1ms);
                  }
                  rw->unlock();
                  sleep(1ms);
                  return *order;
                },
                every(0)),
            (Words{"rswx", "rsxw", "srwx", "srxw"}));
}

TEST(Locks, C4_the_last_reader_lets_the_announced_writer_in) {
  EXPECT_EQ(outcomes(
                [] {
                  auto* rw = make<RWMutex>();
                  auto* order = make<std::string>();
                  const Chan<Unit> done = make_chan<Unit>();
                  rw->lock_shared();
                  go([=] {
                    {
                      Lock hold(*rw);
                      *order += "w";
                    }
                    done.send({});
                  });
                  sleep(1ms);
                  rw->unlock_shared();
                  {
                    SharedLock hold(*rw);  // comes after the writer that was announced
                    *order += "r";
                  }
                  done.recv();
                  return *order;
                },
                every(0)),
            Words{"wr"});
}

TEST(Locks, C5_there_is_no_upgrade_and_no_downgrade) {
  const Report upgrade = explore(
      [] {
        RWMutex rw;
        rw.lock_shared();
        rw.lock();
      },
      every());
  EXPECT_TRUE(shows_only(upgrade, Kind::deadlock, all_asleep));
  EXPECT_TRUE(shows_state(upgrade, "sync.RWMutex.Lock")) << upgrade;
  const Report downgrade = explore(
      [] {
        RWMutex rw;
        rw.lock();
        rw.lock_shared();
      },
      every());
  EXPECT_TRUE(shows_only(downgrade, Kind::deadlock, all_asleep));
  EXPECT_TRUE(shows_state(downgrade, "sync.RWMutex.RLock")) << downgrade;
}

TEST(Locks, C6_try_lock_shared_fails_while_a_writer_waits) {
  EXPECT_TRUE(clean(
      [] {
        auto* rw = make<RWMutex>();
        rw->lock_shared();
        check(rw->try_lock_shared(), "nobody waits yet");
        rw->unlock_shared();
        go([=] { Lock hold(*rw); });
        sleep(1ms);
        check(!rw->try_lock_shared(), "a writer waits");
        rw->unlock_shared();
      },
      every(0)));
}

TEST(Locks, C6_try_lock_fails_while_anyone_reads_or_writes) {
  EXPECT_TRUE(clean([] {
    RWMutex rw;
    rw.lock_shared();
    check(!rw.try_lock(), "somebody reads");
    rw.unlock_shared();
    check(rw.try_lock(), "nobody is in");
    check(!rw.try_lock() && !rw.try_lock_shared(), "somebody writes");
    rw.unlock();
    Mutex mu;
    check(mu.try_lock() && !mu.try_lock(), "held");
    mu.unlock();
    check(mu.try_lock(), "free again");
    mu.unlock();
  }));
}

TEST(Locks, C7_unlocks_without_a_hold_are_fatal) {
  EXPECT_TRUE(always([] { RWMutex().unlock(); }, Kind::unlock_unlocked,
                     "fatal error: sync: Unlock of unlocked RWMutex"));
  EXPECT_TRUE(always([] { RWMutex().unlock_shared(); }, Kind::unlock_unlocked,
                     "fatal error: sync: RUnlock of unlocked RWMutex"));
  EXPECT_TRUE(always(
      [] {
        RWMutex rw;
        rw.lock_shared();
        rw.unlock();
      },
      Kind::unlock_unlocked, "fatal error: sync: Unlock of unlocked RWMutex"));
  EXPECT_TRUE(always(
      [] {
        RWMutex rw;
        rw.lock();
        rw.unlock_shared();
      },
      Kind::unlock_unlocked, "fatal error: sync: RUnlock of unlocked RWMutex"));
}

TEST(Locks, C7_locks_start_unlocked_and_cannot_be_copied) {
  static_assert(!std::is_copy_constructible_v<Mutex> && !std::is_copy_assignable_v<Mutex>);
  static_assert(!std::is_copy_constructible_v<RWMutex> && !std::is_copy_assignable_v<RWMutex>);
  EXPECT_TRUE(clean([] {
    Mutex mu;
    RWMutex rw;
    check(mu.try_lock(), "unlocked");
    check(rw.try_lock(), "unlocked");
    mu.unlock();
    rw.unlock();
  }));
}

TEST(Locks, the_standard_locks_of_scopes_work_on_them) {
  EXPECT_TRUE(clean([] {
    auto* mu = make<Mutex>();
    auto* rw = make<RWMutex>();
    auto* v = make<Var<int>>(0);
    const auto add = [=] {
      const std::scoped_lock both(*mu, *rw);
      v->write(v->read() + 1);
    };
    go(add);
    add();
    const std::unique_lock hold(*mu);
    const std::shared_lock share(*rw);
    v->read();
  }));
}

TEST(Locks, a_global_lock_starts_fresh_in_each_run) {
  static Mutex global;
  EXPECT_TRUE(always(
      [] {
        check(global.try_lock(), "unlocked, though the last run left it locked");
        go([] {});
      },
      Kind::lock_held_at_exit));
}

}  // namespace
}  // namespace heddle::semantics
