#include <heddle/heddle.h>

#include "semantics/run_test.h"

namespace heddle::semantics {
namespace {

TEST(Pool, get_gives_what_was_put_or_a_new_one) {
  EXPECT_TRUE(clean([] {
    int made = 0;
    Pool<int> pool([&made] { return make<int>(++made); });
    int* first = pool.get();
    int* second = pool.get();
    check(made == 2 && first != second, "new ones");
    pool.put(first);
    pool.put(second);
    check(pool.get() == second && pool.get() == first && made == 2, "those put, newest first");
    check(*pool.get() == 3, "empty again");
  }));
}

TEST(Pool, null_is_ignored_and_comes_back_without_a_factory) {
  EXPECT_TRUE(clean([] {
    Pool<int> pool;
    pool.put(nullptr);
    check(pool.get() == nullptr, "nothing there");
  }));
}

TEST(Pool, an_item_has_one_owner) {
  EXPECT_TRUE(clean([] {
    Pool<Var<int>> pool([] { return make<Var<int>>(0); });
    pool.put(make<Var<int>>(0));
    WaitGroup users;
    for (int i = 0; i < 2; ++i) {
      users.go([&] {
        Var<int>* mine = pool.get();
        mine->update([](int& n) { ++n; });
        pool.put(mine);
      });
    }
    users.wait();
  }));
}

TEST(Pool, A20_put_comes_before_the_get_of_that_item_only) {
  EXPECT_TRUE(ordered([] {
    auto* pool = make<Pool<Var<int>>>();
    auto* item = make<Var<int>>(0);
    go([=] {
      item->write(1);
      pool->put(item);
    });
    if (Var<int>* got = pool->get()) got->read();
  }));
  EXPECT_TRUE(races([] {
    auto* pool = make<Pool<Var<int>>>();
    auto* unrelated = make<Var<int>>(0);
    pool->put(make<Var<int>>(0));
    pool->put(make<Var<int>>(0));
    go([=] {
      Var<int>* mine = pool->get();
      unrelated->write(1);
      pool->put(mine);
    });
    pool->get();
    if (pool->get() != nullptr) unrelated->read();
  }));
}

TEST(Pool, a_global_pool_is_empty_in_each_run) {
  static Pool<int> pool;
  EXPECT_TRUE(clean(
      [] {
        check(pool.get() == nullptr, "nothing from earlier runs");
        pool.put(make<int>(1));
      },
      sampled(3)));
}

}  // namespace
}  // namespace heddle::semantics
