// A search that was split by what its runs have shown, of a program that once does something else:
// the result is that of the search in one piece.

#include <gtest/gtest.h>
#include <heddle/heddle.h>

#include <array>
#include <functional>

#include "search/isolated.h"
#include "search/result.h"

namespace heddle::search {
namespace {

// In one of 495 ways in which the third goroutine can come, it looks at what the first has written.
std::function<void()> rarely_looks(std::array<int, 4> way) {
  return [way] {
    auto* x = heddle::make<Atomic<int>>();
    auto* flag = heddle::make<Atomic<int>>();
    go([flag] { flag->store(1); });
    for (int i = 0; i < 2; ++i) {
      go([x] {
        for (int k = 0; k < 4; ++k) x->add(1);
      });
    }
    go([=] {
      bool hit = true;
      for (const int value : way) hit = x->add(1) == value && hit;
      if (hit) flag->load();
    });
  };
}

TEST(MistakenSplit, IsMadeGood) {
  for (const std::array<int, 4> way : {std::array{3, 6, 8, 11}, std::array{2, 5, 9, 10},
                                       std::array{4, 5, 7, 12}, std::array{1, 6, 7, 10}}) {
    const std::function<void()> body = rarely_looks(way);
    Target target;
    target.scenario = "rarely_looks";
    target.program = engine::program_of(body);
    CampaignOptions options;
    options.strategy = "dpor";
    options.runs = 1'000'000;
    options.seed = 3;
    const CampaignResult one = explore_isolated(target, options, {});
    EXPECT_EQ(claim_of(one), "all 34720 classes explored");
    options.jobs = 2;
    const CampaignResult two = explore_isolated(target, options, {});
    EXPECT_EQ(two.counts.runs, one.counts.runs) << "it is made in one piece after all";
    EXPECT_EQ(claim_of(two), claim_of(one)) << way[0] << way[1] << way[2] << way[3];
    std::uint64_t classes = 0;
    bool complete = true;
    for (std::uint64_t index = 0; index < 2; ++index) {
      options.shard = {index, 2};
      const CampaignResult shard = explore_isolated(target, options, {});
      classes += shard.counts.explored;
      complete = complete && shard.complete;
      EXPECT_NE(shard.complete, !shard.not_green.empty());
    }
    options.shard = {};
    if (complete) {
      EXPECT_EQ(classes, one.counts.explored) << way[0] << way[1] << way[2] << way[3];
    }
  }
}

// Who spins is held back until anybody has changed anything, which is no matter of conflicts.
void spins() {
  auto* free = heddle::make<Atomic<int>>(2);
  auto* cars = heddle::make<WaitGroup>();
  for (int car = 0; car < 3; ++car) {
    cars->go([=] {
      for (int n = free->load(); n == 0 || !free->compare_and_swap(n, n - 1); n = free->load()) {
        if (n == 0) yield();
      }
      free->add(1);
    });
  }
  cars->wait();
}

TEST(MistakenSplit, SpinningIsSearchedInOnePiece) {
  Target target;
  target.scenario = "spins";
  const std::function<void()> body = spins;
  target.program = engine::program_of(body);
  CampaignOptions options;
  options.strategy = "dpor";
  options.runs = 1'000'000;
  options.seed = 3;
  const CampaignResult one = explore_isolated(target, options, {});
  EXPECT_TRUE(one.complete);
  EXPECT_GT(one.counts.runs, 1024U);
  options.jobs = 2;
  const CampaignResult two = explore_isolated(target, options, {});
  EXPECT_EQ(two.counts.runs, one.counts.runs);
  EXPECT_EQ(claim_of(two), claim_of(one));
  options.shard = {1, 2};
  const CampaignResult shard = explore_isolated(target, options, {});
  EXPECT_FALSE(shard.complete);
  EXPECT_NE(shard.not_green.find("somebody spins"), std::string::npos) << shard.not_green;
}

}  // namespace
}  // namespace heddle::search
