// What is learned, handed on and put together: the results are the same.

#include <gtest/gtest.h>
#include <heddle/heddle.h>

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "busy_program.h"
#include "engine/batch.h"
#include "strategies/body_runner.h"
#include "strategy/profile.h"
#include "strategy/reads_from.h"

namespace heddle::strategy {
namespace {

constexpr std::uint64_t campaign_seed = 3;
constexpr std::uint64_t many = 340;  // beyond the first batch of more than one run

class Learned : public testing::TestWithParam<const char*> {};

std::vector<std::uint64_t> straight(const char* spec, std::uint64_t runs,
                                    std::uint64_t from_seed = campaign_seed) {
  const auto strategy = made(spec);
  BodyRunner runner(busy);
  for (std::uint64_t i = 0; i < runs; ++i) runner.execute(*strategy, i, from_seed);
  return runner.hashes;
}

TEST_P(Learned, everything_follows_from_the_seed) {
  const auto once = straight(GetParam(), many);
  EXPECT_EQ(once, straight(GetParam(), many));
  const auto other = straight(GetParam(), many, campaign_seed + 1);
  EXPECT_NE(once, other);
  const std::set<std::uint64_t> different(once.begin(), once.end());
  EXPECT_GT(different.size(), many / 3) << "it does not do the same all the time";
}

TEST_P(Learned, another_one_goes_on_where_the_first_has_stopped) {
  const auto expected = straight(GetParam(), many);
  BodyRunner runner(busy);
  auto strategy = made(GetParam());
  for (std::uint64_t i = 0; i < many; ++i) {
    // Often at first, and within the batch of 256 to 271.
    if (i < 12 || i % 37 == 0 || (i > 256 && i < 262)) {
      const std::vector<std::byte> state = saved(*strategy);
      strategy = made(GetParam());
      if (!state.empty()) strategy->resume(state);
    }
    runner.execute(*strategy, i, campaign_seed);
  }
  EXPECT_EQ(runner.hashes, expected);
}

// What a signal handler saves in the middle of a run, and too little room.
TEST_P(Learned, a_run_that_did_not_end_has_taught_nothing) {
  BodyRunner ended(busy);
  BodyRunner other(busy);
  auto strategy = made(GetParam());
  for (std::uint64_t i = 0; i < 30; ++i) ended.execute(*strategy, i, campaign_seed);
  strategy->begin_run(30, engine::combine(campaign_seed, 30));
  const std::vector<std::byte> state = saved(*strategy);
  std::vector<std::byte> small(state.size() / 2);
  EXPECT_EQ(strategy->save(small), state.size()) << "nothing is written beyond the room";
  auto next = made(GetParam());
  if (!state.empty()) next->resume(state);
  ended.hashes.clear();
  for (std::uint64_t i = 31; i < 60; ++i) {
    ended.execute(*strategy, i, campaign_seed);
    other.execute(*next, i, campaign_seed);
  }
  EXPECT_EQ(ended.hashes, other.hashes);
}

TEST_P(Learned, the_runs_of_a_batch_can_be_made_in_two_places) {
  const auto expected = straight(GetParam(), many);
  if (!made(GetParam())->divides()) FAIL() << "a sampling strategy divides";
  constexpr std::uint64_t begin = 256;
  constexpr std::uint64_t end = engine::batch_end(begin);
  static_assert(end - begin == 16);
  BodyRunner runner(busy);
  auto one = made(GetParam());
  for (std::uint64_t i = 0; i < begin; ++i) runner.execute(*one, i, campaign_seed);
  const std::vector<std::byte> base = saved(*one);
  const auto from_base = [&] {
    auto strategy = made(GetParam());
    if (!base.empty()) strategy->resume(base);
    return strategy;
  };
  // The second half is made first, by somebody else, and the first is taken in by a third.
  auto second = from_base();
  BodyRunner elsewhere(busy);
  for (std::uint64_t i = begin + 8; i < end; ++i) elsewhere.execute(*second, i, campaign_seed);
  auto first = from_base();
  for (std::uint64_t i = begin; i < begin + 8; ++i) runner.execute(*first, i, campaign_seed);
  for (const std::uint64_t hash : elsewhere.hashes) runner.hashes.push_back(hash);
  if (!base.empty()) {
    second->merge(saved(*first));
    second->merge(saved(*first));  // twice is once
  }
  for (std::uint64_t i = end; i < many; ++i) runner.execute(*second, i, campaign_seed);
  EXPECT_EQ(runner.hashes, expected);
}

INSTANTIATE_TEST_SUITE_P(Strategies, Learned, testing::ValuesIn(sampling_strategies), test_name);

TEST(Delay, another_one_goes_on_where_the_first_has_stopped) {
  BodyRunner runner(busy);
  BodyRunner other(busy);
  auto one = made("delay:bound=2");
  auto changing = made("delay:bound=2");
  for (std::uint64_t i = 0; i < 300; ++i) {
    ASSERT_TRUE(runner.execute(*one, i, campaign_seed));
    ASSERT_TRUE(other.execute(*changing, i, campaign_seed));
    const std::vector<std::byte> state = saved(*changing);
    changing = made("delay:bound=2");
    changing->resume(state);
  }
  EXPECT_EQ(runner.hashes, other.hashes);
  EXPECT_FALSE(one->divides());
}

}  // namespace
}  // namespace heddle::strategy
