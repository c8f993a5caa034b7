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

// In one of 84 ways in which the third goroutine can come, it looks at what the first has written.
std::function<void()> rarely_looks(std::array<int, 3> way) {
  return [way] {
    auto* x = make<Atomic<int>>();
    auto* flag = make<Atomic<int>>();
    go([flag] { flag->store(1); });
    for (int i = 0; i < 2; ++i) {
      go([x] {
        for (int k = 0; k < 3; ++k) x->add(1);
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
  for (const std::array<int, 3> way :
       {std::array{1, 2, 3}, std::array{2, 5, 8}, std::array{3, 4, 9}, std::array{4, 6, 9},
        std::array{1, 8, 9}, std::array{3, 6, 7}, std::array{7, 8, 9}, std::array{2, 7, 8}}) {
    const std::function<void()> body = rarely_looks(way);
    Target target;
    target.scenario = "rarely_looks";
    target.program = engine::program_of(body);
    CampaignOptions options;
    options.strategy = "dpor";
    options.runs = 1'000'000;
    options.seed = 3;
    const CampaignResult one = explore_isolated(target, options, {});
    EXPECT_EQ(claim_of(one), "all 1681 classes explored");
    options.jobs = 2;
    const CampaignResult two = explore_isolated(target, options, {});
    EXPECT_EQ(claim_of(two), claim_of(one)) << way[0] << way[1] << way[2];
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
      EXPECT_EQ(classes, one.counts.explored) << way[0] << way[1] << way[2];
    }
    std::printf("%d%d%d: %llu runs in one piece, %llu split, shards %s\n", way[0], way[1], way[2],
                static_cast<unsigned long long>(one.counts.runs),
                static_cast<unsigned long long>(two.counts.runs),
                complete ? "complete" : "mistaken");
  }
}

}  // namespace
}  // namespace heddle::search
