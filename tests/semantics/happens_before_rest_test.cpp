// Which edges AtomicValue, Map, Pool and Context give: docs/semantics.md, A.18, A.20, A.21.

#include <heddle/atomic_value.h>
#include <heddle/context.h>
#include <heddle/map.h>
#include <heddle/pool.h>

#include "run_test.h"

namespace heddle::semantics {
namespace {

TEST(HappensBefore, A18_an_atomic_value_that_is_seen_was_stored_before) {
  const auto body = [](bool read_when_seen) {
    return [=] {
      auto* v = make<Var<int>>(0);
      auto* a = make<AtomicValue<std::string>>();
      go([=] {
        v->write(1);
        a->store("ready");
      });
      if (a->load().has_value() == read_when_seen) v->read();
    };
  };
  EXPECT_TRUE(ordered(body(true)));
  EXPECT_TRUE(races(body(false)));
}

// One goroutine writes v and stores key 1; main reads v after `seen`.
template <class Seen>
auto map_publication(Seen seen) {
  return [=] {
    auto* v = make<Var<int>>(0);
    auto* map = make<Map<int, int>>();
    go([=] {
      v->write(1);
      map->store(1, 10);
    });
    if (seen(*map)) v->read();
  };
}

TEST(HappensBefore, A20_a_map_write_comes_before_a_read_that_sees_it) {
  using IntMap = Map<int, int>;
  EXPECT_TRUE(ordered(map_publication([](IntMap& m) { return m.load(1).has_value(); })));
  EXPECT_TRUE(ordered(map_publication([](IntMap& m) { return m.load_or_store(1, 5).loaded; })));
  EXPECT_TRUE(ordered(map_publication([](IntMap& m) { return m.load_and_delete(1) == 10; })));
  EXPECT_TRUE(ordered(map_publication([](IntMap& m) { return m.swap(1, 5) == 10; })));
  EXPECT_TRUE(ordered(map_publication([](IntMap& m) { return m.compare_and_swap(1, 10, 5); })));
  EXPECT_TRUE(ordered(map_publication([](IntMap& m) {
    bool seen = false;
    m.range([&](int key, int) { seen = seen || key == 1; });
    return seen;
  })));
}

TEST(HappensBefore, A20_a_map_read_that_does_not_see_the_write_is_unordered) {
  using IntMap = Map<int, int>;
  EXPECT_TRUE(races(map_publication([](IntMap& m) { return !m.load(1).has_value(); })));
  // Another key says nothing.
  EXPECT_TRUE(races(map_publication([](IntMap& m) { return !m.load(2).has_value(); })));
  EXPECT_TRUE(races(map_publication([](IntMap& m) { return !m.load_or_store(2, 5).loaded; })));
}

TEST(HappensBefore, A20_range_is_no_snapshot) {
  EXPECT_EQ(outcomes([] {
              auto* map = make<Map<int, int>>();
              map->store(1, 0);
              map->store(2, 0);
              go([=] {
                map->store(1, 7);
                map->store(2, 7);
              });
              std::string seen;
              map->range([&](int, int value) { seen += std::to_string(value); });
              return seen;
            }),
            (Words{"00", "07", "70", "77"}));
}

TEST(HappensBefore, A20_a_pool_put_comes_before_the_get_of_that_item) {
  const auto body = [](bool read_when_reused) {
    return [=] {
      struct Item {
        Var<int> v{0};
      };
      auto* pool = make<Pool<Item>>();
      auto* item = make<Item>();
      go([=] {
        item->v.write(1);
        pool->put(item);
      });
      if ((pool->get() != nullptr) == read_when_reused) item->v.read();
    };
  };
  EXPECT_TRUE(ordered(body(true)));
  EXPECT_TRUE(races(body(false)));
}

TEST(HappensBefore, A21_cancel_comes_before_whoever_sees_the_context_closed) {
  EXPECT_TRUE(ordered([] {
    auto* v = make<Var<int>>(0);
    const auto [ctx, cancel] = with_cancel(background());
    go([=, stop = cancel] {
      v->write(1);
      stop();
    });
    ctx.done().recv();
    v->read();
  }));
  EXPECT_TRUE(ordered([] {
    auto* v = make<Var<int>>(0);
    const auto [ctx, cancel] = with_cancel(background());
    go([=, stop = cancel] {
      v->write(1);
      stop();
    });
    if (ctx.err() != nullptr) v->read();
  }));
  EXPECT_TRUE(ordered([] {
    auto* v = make<Var<int>>(0);
    const auto [parent, cancel] = with_cancel(background());
    const auto [child, unused] = with_cancel(parent);
    go([=, stop = cancel] {
      v->write(1);
      stop();
    });
    child.done().recv();
    v->read();
  }));
}

TEST(HappensBefore, A21_a_context_that_is_still_open_says_nothing) {
  EXPECT_TRUE(races([] {
    auto* v = make<Var<int>>(0);
    const auto [ctx, cancel] = with_cancel(background());
    go([=, stop = cancel] {
      v->write(1);
      stop();
    });
    if (ctx.err() == nullptr) v->read();
  }));
}

TEST(HappensBefore, A21_the_registration_comes_before_the_function_it_starts) {
  EXPECT_TRUE(ordered([] {
    auto* v = make<Var<int>>(0);
    const auto [ctx, cancel] = with_cancel(background());
    go([stop = cancel] { stop(); });
    v->write(1);
    after_func(ctx, [=] { v->read(); });
  }));
}

}  // namespace
}  // namespace heddle::semantics
