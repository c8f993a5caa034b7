#include <heddle/heddle.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "semantics/run_test.h"

namespace heddle::semantics {
namespace {

using Pairs = std::vector<std::pair<std::string, int>>;

Pairs all(const Map<std::string, int>& map) {
  Pairs pairs;
  map.range([&](const std::string& key, const int& value) { pairs.emplace_back(key, value); });
  return pairs;
}

TEST(Map, methods_one_by_one) {
  EXPECT_TRUE(clean([] {
    Map<std::string, int> map;
    check(!map.load("a"), "empty");
    map.store("a", 1);
    map.store("a", 2);
    check(map.load("a") == 2 && !map.load("b"), "store and load");

    const auto loaded = map.load_or_store("a", 9);
    check(loaded.loaded && loaded.value == 2 && map.load("a") == 2, "loaded");
    const auto stored = map.load_or_store("b", 3);
    check(!stored.loaded && stored.value == 3 && map.load("b") == 3, "stored");

    check(map.load_and_delete("b") == 3 && !map.load("b"), "deleted");
    check(!map.load_and_delete("b"), "nothing left");
    check(!map.swap("b", 4) && map.swap("b", 5) == 4 && map.load("b") == 5, "swap");

    check(!map.compare_and_swap("b", 4, 6) && map.load("b") == 5, "another value");
    check(map.compare_and_swap("b", 5, 6) && map.load("b") == 6, "that value");
    check(!map.compare_and_swap("c", 0, 1) && !map.load("c"), "no value");
    check(!map.compare_and_delete("b", 5) && map.load("b") == 6, "another value");
    check(map.compare_and_delete("b", 6) && !map.load("b"), "that value");
    check(!map.compare_and_delete("b", 6), "no value");

    map.remove("a");
    map.remove("a");
    check(all(map).empty(), "empty");
  }));
}

TEST(Map, many_keys_in_any_order) {
  EXPECT_TRUE(clean(
      [] {
        Map<int, int> map;
        for (int i = 0; i < 500; ++i) map.store(i * 37 % 500, i);
        for (int i = 0; i < 500; ++i) check(map.load(i * 37 % 500) == i, "found");
        check(!map.load(-1) && !map.load(500), "not found");
        int count = 0;
        int expected = 0;
        map.range([&](int, int value) {
          check(value == expected++, "in the order in which they came in");
          ++count;
        });
        check(count == 500, "all of them");
      },
      sampled(1)));
}

TEST(Map, range_ends_early_when_it_is_told_to) {
  EXPECT_TRUE(clean([] {
    Map<int, int> map;
    for (int i = 0; i < 5; ++i) map.store(i, i);
    int seen = 0;
    map.range([&](int, int) { return ++seen < 3; });
    check(seen == 3, "three and no more");
  }));
}

TEST(Map, range_meets_no_key_twice_whatever_its_function_does) {
  EXPECT_TRUE(clean([] {
    Map<std::string, int> map;
    for (const char* key : {"a", "b", "c"}) map.store(key, 1);
    Pairs met;
    map.range([&](const std::string& key, int value) {
      met.emplace_back(key, value);
      map.remove(key);
      map.store(key, 2);
      if (key == "a") {
        map.remove("b");
        map.store("c", 5);
        map.store("d", 1);
      }
    });
    check(met == Pairs{{"a", 1}, {"c", 5}}, "what was removed or came later is not met");
    check(all(map) == Pairs{{"a", 2}, {"d", 1}, {"c", 2}}, "afterwards");
  }));
}

TEST(Map, range_is_no_snapshot) {
  const auto body = [] {
    // main may return before the writer has ended: an early firing cuts the sleep short.
    auto& map = *make<Map<std::string, int>>();
    map.store("a", 0);
    map.store("b", 0);
    go([&map] {
      map.store("a", 1);
      map.store("b", 1);
    });
    std::string seen;
    map.range([&](const std::string&, int value) { seen += std::to_string(value); });
    sleep(1s);
    return seen;
  };
  // 01: a was read before both stores, b after them. A snapshot could not have that.
  EXPECT_EQ(outcomes(body), (Words{"00", "01", "10", "11"}));
}

TEST(Map, clear_removes_all_in_one_step) {
  const auto body = [] {
    Map<std::string, int> map;
    map.store("a", 1);
    map.store("b", 1);
    WaitGroup done;
    done.go([&] { map.clear(); });
    const bool b = map.load("b").has_value();
    const bool a = map.load("a").has_value();
    done.wait();
    check(all(map).empty(), "empty");
    map.store("a", 7);
    check(all(map) == Pairs{{"a", 7}}, "and usable");
    return std::string(b ? "b" : "") + (a ? "a" : "");
  };
  EXPECT_EQ(outcomes(body), (Words{"", "b", "ba"}));
}

TEST(Map, load_or_store_has_one_winner) {
  const auto body = [] {
    Map<int, int> map;
    int stored = 0;
    WaitGroup both;
    for (int i = 1; i <= 2; ++i) {
      both.go([&, i] {
        const auto result = map.load_or_store(0, i);
        if (!result.loaded) ++stored;
        check(result.value == map.load(0), "what is there");
      });
    }
    both.wait();
    check(stored == 1, "one stored, the other loaded");
    return *map.load(0);
  };
  EXPECT_EQ(outcomes(body), (Numbers{1, 2}));
}

TEST(Map, A20_a_blind_store_does_not_see_the_store_before_it) {
  EXPECT_TRUE(races([] {
    auto* v = make<Var<int>>(0);
    auto* map = make<Map<int, int>>();
    go([=] {
      v->write(1);
      map->store(0, 1);
    });
    map->store(0, 2);
    v->read();
  }));
}

TEST(Map, A20_who_finds_a_key_gone_comes_after_its_removal) {
  const auto body = [](bool cleared) {
    return [=] {
      auto* v = make<Var<int>>(0);
      auto* map = make<Map<int, int>>();
      map->store(0, 1);
      go([=] {
        v->write(1);
        if (cleared) {
          map->clear();
        } else {
          map->remove(0);
        }
      });
      if (!map->load(0)) v->read();
    };
  };
  EXPECT_TRUE(ordered(body(false)));
  EXPECT_TRUE(ordered(body(true)));
}

TEST(Map, keys_and_values_live_as_long_as_the_run) {
  std::weak_ptr<int> kept;
  EXPECT_TRUE(clean(
      [&] {
        Map<std::string, std::shared_ptr<int>> map;
        auto number = std::make_shared<int>(1);
        kept = number;
        map.store("a key longer than any small string buffer", std::move(number));
        map.clear();
        check(!kept.expired(), "somebody may have loaded it");
      },
      sampled(1)));
  EXPECT_TRUE(kept.expired());
}

TEST(Map, a_global_map_is_empty_in_each_run) {
  static Map<int, int> map;
  EXPECT_TRUE(clean(
      [] {
        check(!map.load(1), "nothing from earlier runs");
        map.store(1, 1);
      },
      sampled(3)));
}

}  // namespace
}  // namespace heddle::semantics
