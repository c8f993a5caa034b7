// What the papers promise of each strategy, on programs small enough to count.

#include <gtest/gtest.h>
#include <heddle/heddle.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "strategies/body_runner.h"
#include "strategy/delay.h"
#include "strategy/event_priorities.h"
#include "unit/abstract_program.h"

namespace heddle::strategy {
namespace {

std::string order;  // of the run under way, as the body writes it

// Runs that are made before counting begins, so that what is learned has settled.
constexpr std::uint64_t runs_to_learn = 20;

std::map<std::string, std::uint64_t> orders(const char* spec, void (*body)(), std::uint64_t runs) {
  const auto strategy = made(spec);
  BodyRunner runner(body);
  std::map<std::string, std::uint64_t> met;
  for (std::uint64_t i = 0; i < runs_to_learn + runs; ++i) {
    order.clear();
    runner.execute(*strategy, i, 5);
    if (i >= runs_to_learn) ++met[order];
  }
  return met;
}

// Pearson's statistic for "all of `count` outcomes are equally likely", in hundredths of its mean
// when that is true, which is then about 100, and seldom above 170 for 30 outcomes or more.
std::uint64_t unevenness(const std::map<std::string, std::uint64_t>& met, std::uint64_t count,
                         std::uint64_t runs) {
  std::uint64_t squares = 0;
  for (const auto& [text, times] : met) {
    const std::uint64_t scaled = times * count;
    const std::uint64_t distance = scaled > runs ? scaled - runs : runs - scaled;
    squares += distance * distance;
  }
  squares += (count - met.size()) * runs * runs;
  return squares / count * 100 / runs / (count - 1);
}

// Two goroutines that write a letter at each step.
template <int first, int second>
void letters() {
  const auto write = [](char letter, int steps) {
    auto& own = *make<Atomic<int>>(0);
    order += letter;  // its start is a step
    for (int i = 0; i < steps; ++i) {
      own.add(1);
      order += letter;
    }
  };
  go([=] { write('a', first); });
  go([=] { write('b', second); });
}

TEST(Urw, every_interleaving_is_as_likely_as_any_other) {
  constexpr std::uint64_t runs = 20'000;
  constexpr std::uint64_t even = 70;    // 8 choose 4
  constexpr std::uint64_t uneven = 36;  // 9 choose 2
  const auto of_equals = orders("urw", letters<3, 3>, runs);
  EXPECT_EQ(of_equals.size(), even);
  EXPECT_LT(unevenness(of_equals, even, runs), 170U);
  const auto of_unequals = orders("urw", letters<1, 6>, runs);
  EXPECT_EQ(of_unequals.size(), uneven);
  EXPECT_LT(unevenness(of_unequals, uneven, runs), 170U);
  // The measure tells: a plain random walk is far from it.
  EXPECT_GT(unevenness(orders("random", letters<3, 3>, runs), even, runs), 2000U);
  EXPECT_GT(unevenness(orders("random", letters<1, 6>, runs), uneven, runs), 2000U);
}

// Somebody who is started later counts for whoever will start it.
void family() {
  go([] {
    auto& own = *make<Atomic<int>>(0);
    order += 'a';
    own.add(1);
    order += 'a';
    go([] {
      auto& grandchilds = *make<Atomic<int>>(0);
      order += 'c';
      grandchilds.add(1);
      order += 'c';
    });
  });
  go([] {
    auto& own = *make<Atomic<int>>(0);
    order += 'b';
    own.add(1);
    order += 'b';
  });
}

TEST(Urw, descendants_count) {
  // aa and then cc are four steps in a row as far as the two of b are concerned: 6 choose 2.
  constexpr std::uint64_t runs = 20'000;
  const auto met = orders("urw", family, runs);
  EXPECT_EQ(met.size(), 15U);
  EXPECT_LT(unevenness(met, 15, runs), 200U);
}

// Three goroutines with two accesses each of what is shared, and much of their own to do.
void selective() {
  auto& shared = *make<Atomic<int>>(0);
  for (int who = 0; who < 3; ++who) {
    go([&shared, who] {
      auto& own = *make<Atomic<int>>(0);
      for (int i = 0; i < 2; ++i) {
        for (int k = 0; k < 3 * who; ++k) own.add(1);
        shared.add(1);
        order += static_cast<char>('a' + who);
      }
    });
  }
}

TEST(Surw, every_order_of_the_interesting_operations_is_as_likely_as_any_other) {
  constexpr std::uint64_t runs = 20'000;
  constexpr std::uint64_t count = 90;  // 6! / (2! 2! 2!)
  const auto met = orders("surw", selective, runs);
  EXPECT_EQ(met.size(), count);
  EXPECT_LT(unevenness(met, count, runs), 150U);
  EXPECT_GT(unevenness(orders("urw", selective, runs), count, runs), 150U);
  EXPECT_GT(unevenness(orders("random", selective, runs), count, runs), 1000U);
}

// --- pos
// ------------------------------------------------------------------------------------------

engine::Operation operation(engine::OpKind kind, engine::Object& object) {
  engine::Operation op;
  op.kind = kind;
  op.object = &object;
  return op;
}

TEST(Pos, a_conflict_draws_anew_and_nothing_else_does) {
  engine::Object x;
  x.identity = 1;
  engine::Object y;
  y.identity = 2;
  engine::Goroutine all[4];
  engine::Goroutine* ready[4];
  for (std::uint32_t i = 0; i < 4; ++i) {
    all[i].ordinal = i + 1;
    ready[i] = &all[i];
  }
  all[0].op = operation(engine::OpKind::atomic_store, x);
  all[1].op = operation(engine::OpKind::atomic_load, x);
  all[2].op = operation(engine::OpKind::atomic_store, y);
  all[3].op = operation(engine::OpKind::atomic_load, x);
  const engine::Choice choice{ready, 4, &all[0], true, false, 0, 0};

  engine::Rng rng(7);
  EventPriorities priorities;
  priorities.begin_run();
  for (const engine::Goroutine& g : all) priorities.spawned(g, rng);
  const auto before = [&] {
    return std::vector<std::uint64_t>{priorities[all[0]], priorities[all[1]], priorities[all[2]],
                                      priorities[all[3]]};
  };
  std::vector<std::uint64_t> old = before();
  priorities.performs(choice, all[0], rng);  // the store
  EXPECT_NE(priorities[all[0]], old[0]) << "its next operation is another";
  EXPECT_NE(priorities[all[1]], old[1]) << "a load had to wait for the store";
  EXPECT_EQ(priorities[all[2]], old[2]) << "another object";
  EXPECT_NE(priorities[all[3]], old[3]);
  EXPECT_NE(priorities[all[1]], priorities[all[3]]) << "each draws for itself";
  old = before();
  priorities.performs(choice, all[1], rng);  // a load
  EXPECT_NE(priorities[all[0]], old[0]) << "the store had to wait for the load";
  EXPECT_EQ(priorities[all[2]], old[2]);
  EXPECT_EQ(priorities[all[3]], old[3]) << "two loads do not conflict";
}

// One step against many: a priority that is low stays low, where a random walk asks again each
// time.
TEST(Pos, an_operation_without_a_conflict_can_wait_for_long) {
  constexpr std::uint64_t runs = 10'000;
  const auto late = [](const char* spec) {
    std::uint64_t count = 0;
    for (const auto& [text, times] : orders(spec, letters<0, 8>, runs)) {
      if (text.back() == 'a') count += times;
    }
    return count;
  };
  // a's only step against the nine of b: the lowest of ten draws.
  EXPECT_NEAR(static_cast<double>(late("pos")), 1000.0, 150.0);
  EXPECT_LT(late("random"), 60U);
}

// --- delay
// ----------------------------------------------------------------------------------------

// All orders with at most so many delays, found in another way: by trying everything.
void all_with_delays(std::vector<std::uint32_t> left, std::uint32_t current, std::uint32_t delays,
                     const std::string& so_far, std::set<std::string>& found) {
  std::vector<std::uint32_t> turn;  // the default first, then by number
  const auto count = static_cast<std::uint32_t>(left.size());
  std::uint32_t first = count;
  if (current < count && left[current] > 0) first = current;
  for (std::uint32_t i = 0; first == count && i < count; ++i) {
    if (left[i] > 0) first = i;
  }
  if (first == count) {
    found.insert(so_far);
    return;
  }
  for (std::uint32_t i = 0; i < count; ++i) {
    if (left[(first + i) % count] > 0) turn.push_back((first + i) % count);
  }
  for (std::uint32_t skipped = 0; skipped < turn.size() && skipped <= delays; ++skipped) {
    std::vector<std::uint32_t> rest = left;
    --rest[turn[skipped]];
    all_with_delays(rest, turn[skipped], delays - skipped,
                    so_far + static_cast<char>('a' + turn[skipped]), found);
  }
}

TEST(Delay, sees_every_schedule_within_its_bound_and_no_other) {
  for (const std::vector<std::uint32_t>& steps :
       {std::vector<std::uint32_t>{2, 2}, {3, 1, 2}, {1, 4}, {2, 2, 2, 1}}) {
    const Abstract program{.steps = steps};
    for (std::uint32_t bound = 0; bound <= 4; ++bound) {
      std::set<std::string> expected;
      all_with_delays(steps, ~0U, bound, "", expected);
      Delay delay(bound);
      std::vector<std::string> met;
      std::uint64_t runs = 0;
      for (; delay.begin_run(runs, runs); ++runs) met.push_back(program.run(delay).order);
      EXPECT_EQ(std::set<std::string>(met.begin(), met.end()), expected) << bound;
      // k^d at most: here the number of lists of at most `bound` places, in order.
      std::uint64_t most = 1;
      const std::uint64_t places = met[0].size() + 1;
      for (std::uint64_t i = 1; i <= bound; ++i) most = most * (places + i) / i;
      EXPECT_LE(runs, most) << bound;
      EXPECT_FALSE(delay.begin_run(runs, runs)) << "it stays at its end";
    }
  }
}

TEST(Delay, fewer_delays_come_first_and_none_is_the_default_order) {
  const Abstract program{.steps = {4, 4, 4}};
  const auto order_of = [&program](const char* spec) {
    const auto strategy = made(spec);
    EXPECT_TRUE(strategy->begin_run(0, 1));
    return program.run(*strategy).order;
  };
  EXPECT_EQ(order_of("delay:bound=0"), order_of("default"));
  EXPECT_EQ(order_of("delay:bound=3"), order_of("default"));
  std::set<std::string> with_one;
  all_with_delays(program.steps, ~0U, 1, "", with_one);
  Delay delay(2);
  std::set<std::string> met;
  bool with_two = false;
  for (std::uint64_t i = 0; delay.begin_run(i, i); ++i) {
    const std::string now = program.run(delay).order;
    if (!with_one.contains(now)) {
      with_two = true;
      EXPECT_EQ(met, with_one) << "all with one delay before any with two";
      break;
    }
    met.insert(now);
  }
  EXPECT_TRUE(with_two);
}

TEST(Delay, the_clock_and_values_cost_delays_too) {
  const Abstract program{.steps = {1, 1}, .clock = true, .values = 3};
  std::set<std::string> met;
  Delay delay(2);
  for (std::uint64_t i = 0; delay.begin_run(i, i); ++i) met.insert(program.run(delay).order);
  EXPECT_TRUE(met.contains("a2b")) << "two values skipped";
  EXPECT_TRUE(met.contains("+a0b")) << "two goroutines skipped";
  EXPECT_FALSE(met.contains("+a1b")) << "that were three";
}

// --- burst
// ----------------------------------------------------------------------------------------

TEST(Burst, is_now_like_a_random_walk_and_now_hardly_switches) {
  const Abstract program{.steps = {30, 30}};
  const auto burst = made("burst");
  std::uint32_t least = ~0U;
  std::uint32_t most = 0;
  for (std::uint64_t i = 0; i < 500; ++i) {
    burst->begin_run(i, engine::combine(2, i));
    const std::uint32_t preemptions = program.run(*burst).preemptions;
    least = std::min(least, preemptions);
    most = std::max(most, preemptions);
  }
  EXPECT_EQ(least, 0U);
  EXPECT_GE(most, 15U);
}

}  // namespace
}  // namespace heddle::strategy
