#include <heddle/heddle.h>

#include <memory>
#include <string>

#include "semantics/run_test.h"

namespace heddle::semantics {
namespace {

const std::string long_text = "a text longer than any small string buffer";

TEST(AtomicValue, is_empty_until_the_first_store) {
  EXPECT_TRUE(clean([] {
    AtomicValue<std::string> value;
    check(!value.load(), "empty");
    check(!value.compare_and_swap("", "x"), "nothing equals nothing");
    check(!value.swap(long_text), "there was no old one");
    check(value.load() == long_text, "stored");
    value.store("b");
    check(value.swap("c") == "b" && value.load() == "c", "the old one comes back");
  }));
}

TEST(AtomicValue, compare_and_swap_compares_values) {
  EXPECT_TRUE(clean([] {
    AtomicValue<std::string> value;
    value.store(long_text);
    check(!value.compare_and_swap("b", "c"), "another value");
    check(value.compare_and_swap(std::string(long_text), "d"), "an equal value elsewhere");
    check(value.load() == "d", "replaced");
  }));
}

TEST(AtomicValue, one_compare_and_swap_wins) {
  const auto body = [] {
    AtomicValue<int> value;
    value.store(0);
    int winners = 0;
    WaitGroup both;
    for (int i = 1; i <= 2; ++i) {
      both.go([&, i] {
        if (value.compare_and_swap(0, i)) ++winners;
      });
    }
    both.wait();
    check(winners == 1, "exactly one");
    return *value.load();
  };
  EXPECT_EQ(outcomes(body), (Numbers{1, 2}));
}

TEST(AtomicValue, swaps_hand_each_value_over_once) {
  const auto body = [] {
    AtomicValue<int> value;
    value.store(0);
    int sum = 0;
    WaitGroup both;
    for (int i = 1; i <= 2; ++i) both.go([&, i] { sum += *value.swap(i); });
    both.wait();
    check(sum + *value.load() == 3, "nothing is lost");
    return *value.load();
  };
  EXPECT_EQ(outcomes(body), (Numbers{1, 2}));
}

// The values are freed with the run, and not before.
TEST(AtomicValue, values_live_as_long_as_the_run) {
  std::weak_ptr<int> first;
  EXPECT_TRUE(clean(
      [&] {
        AtomicValue<std::shared_ptr<int>> value;
        auto number = std::make_shared<int>(1);
        first = number;
        value.store(std::move(number));
        value.store(nullptr);
        check(!first.expired(), "somebody may have loaded it");
      },
      sampled(1)));
  EXPECT_TRUE(first.expired());
}

TEST(AtomicValue, A18_store_does_not_see_the_store_before_it) {
  EXPECT_TRUE(races([] {
    auto* v = make<Var<int>>(0);
    auto* value = make<AtomicValue<int>>();
    go([=] {
      v->write(1);
      value->store(1);
    });
    value->store(2);
    v->read();
  }));
}

TEST(AtomicValue, a_global_one_is_empty_in_each_run) {
  static AtomicValue<int> value;
  EXPECT_TRUE(clean(
      [] {
        check(!value.load(), "nothing from earlier runs");
        value.store(1);
      },
      sampled(3)));
}

}  // namespace
}  // namespace heddle::semantics
