// Which edges Mutex and RWMutex give, and which they do not: docs/semantics.md, A.10 to A.13.

#include "run_test.h"

namespace heddle::semantics {
namespace {

struct Guarded {
  Mutex mu;
  RWMutex rw;
  Var<int> v{0};
  Var<bool> flag{false};
};

TEST(HappensBefore, A10_unlock_comes_before_every_later_lock) {
  EXPECT_TRUE(ordered([] {
    auto* g = make<Guarded>();
    go([=] {
      Lock hold(g->mu);
      g->v.write(g->v.read() + 1);
    });
    Lock hold(g->mu);
    g->v.write(g->v.read() + 1);
  }));
  EXPECT_TRUE(ordered([] {
    auto* g = make<Guarded>();
    go([=] {
      g->v.write(1);
      Lock hold(g->mu);
      g->flag.write(true);
    });
    bool published = false;
    {
      Lock hold(g->mu);
      published = g->flag.read();
    }
    if (published) g->v.read();
  }));
}

TEST(HappensBefore, A10_a_lock_orders_nothing_that_comes_after_the_unlock) {
  EXPECT_TRUE(races([] {
    auto* g = make<Guarded>();
    go([=] {
      {
        Lock hold(g->mu);
      }
      g->v.write(1);
    });
    {
      Lock hold(g->mu);
    }
    g->v.read();
  }));
  EXPECT_TRUE(races([] {
    auto* g = make<Guarded>();
    auto* other = make<Mutex>();
    go([=] {
      Lock hold(g->mu);
      g->v.write(1);
    });
    Lock hold(*other);
    g->v.read();
  }));
}

TEST(HappensBefore, A11_unlock_comes_before_a_later_read_lock) {
  EXPECT_TRUE(ordered([] {
    auto* g = make<Guarded>();
    go([=] {
      Lock hold(g->rw);
      g->v.write(1);
    });
    SharedLock hold(g->rw);
    g->v.read();
  }));
}

TEST(HappensBefore, A11_read_unlock_comes_before_the_next_lock) {
  EXPECT_TRUE(ordered([] {
    auto* g = make<Guarded>();
    go([=] {
      SharedLock hold(g->rw);
      g->v.read();
    });
    go([=] {
      SharedLock hold(g->rw);
      g->v.read();
    });
    Lock hold(g->rw);
    g->v.write(1);
  }));
}

TEST(HappensBefore, A11_readers_are_not_ordered_among_themselves) {
  EXPECT_TRUE(races([] {
    auto* g = make<Guarded>();
    go([=] {
      SharedLock hold(g->rw);
      g->v.write(1);
    });
    SharedLock hold(g->rw);
    g->v.read();
  }));
}

TEST(HappensBefore, A12_a_successful_try_lock_is_a_lock) {
  EXPECT_TRUE(ordered([] {
    auto* g = make<Guarded>();
    go([=] {
      Lock hold(g->mu);
      g->v.write(1);
    });
    if (!g->mu.try_lock()) return;
    g->v.read();
    g->mu.unlock();
  }));
  EXPECT_TRUE(ordered([] {
    auto* g = make<Guarded>();
    go([=] {
      Lock hold(g->rw);
      g->v.write(1);
    });
    if (!g->rw.try_lock_shared()) return;
    g->v.read();
    g->rw.unlock_shared();
  }));
}

TEST(HappensBefore, A12_a_failed_try_lock_orders_nothing) {
  EXPECT_TRUE(races([] {
    auto* g = make<Guarded>();
    go([=] {
      g->v.write(1);
      Lock hold(g->mu);
    });
    if (g->mu.try_lock()) {
      g->mu.unlock();
      return;
    }
    g->v.read();
  }));
  EXPECT_TRUE(races([] {
    auto* g = make<Guarded>();
    go([=] {
      g->v.write(1);
      Lock hold(g->rw);
    });
    if (g->rw.try_lock_shared()) {
      g->rw.unlock_shared();
      return;
    }
    g->v.read();
  }));
}

TEST(HappensBefore, A13_the_reader_of_an_rwmutex_is_its_reading_side) {
  EXPECT_TRUE(ordered([] {
    auto* g = make<Guarded>();
    go([=] {
      Lock hold(g->rw);
      g->v.write(1);
    });
    auto reader = g->rw.reader();
    Lock hold(reader);
    g->v.read();
  }));
  EXPECT_TRUE(races([] {
    auto* g = make<Guarded>();
    go([=] {
      auto reader = g->rw.reader();
      Lock hold(reader);
      g->v.write(1);
    });
    auto reader = g->rw.reader();
    Lock hold(reader);
    g->v.read();
  }));
}

}  // namespace
}  // namespace heddle::semantics
