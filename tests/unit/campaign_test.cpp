#include <heddle/heddle.h>

#include <gtest/gtest.h>

#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <sstream>
#include <string>

#include "search/campaign.h"
#include "search/isolated.h"
#include "search/result.h"

namespace heddle::search {
namespace {

// Two increments of a variable with nothing between them; the sum is wrong in some schedules.
void lose_an_update() {
  auto* value = make<Atomic<int>>();
  auto* group = make<WaitGroup>();
  for (int i = 0; i < 2; ++i) {
    group->go([value] { value->store(value->load() + 1); });
  }
  group->wait();
  check(value->load() == 2, "both count");
}

Target target_of(void (*body)()) {
  Target target;
  target.scenario = "test";
  target.program.call = [](const void* function) { (*static_cast<void (*const*)()>(function))(); };
  static void (*kept)();
  kept = body;
  target.program.argument = &kept;
  return target;
}

void* volatile lost = nullptr;  // what the compiler cannot see is not left out

CampaignOptions options_of(std::uint64_t runs, std::uint64_t seed = 1) {
  CampaignOptions options;
  options.runs = runs;
  options.seed = seed;
  options.keep_going = true;
  return options;
}

TEST(Campaign, CountsAFindingOnceAndRemembersItsFirstRun) {
  const CampaignResult result = explore_here(target_of(lose_an_update), options_of(500));
  ASSERT_EQ(result.findings.size(), 1U);
  const trace::Finding& finding = result.findings[0].finding;
  EXPECT_EQ(finding.kind, Kind::check_failed);
  EXPECT_GT(finding.count, 20U);
  EXPECT_LT(finding.count, 480U);
  EXPECT_EQ(result.counts.runs, 500U);
  EXPECT_FALSE(finding.schedule.empty());

  // Alone, the first run in which it was met shows it again; the runs before do not.
  CampaignOptions first = options_of(500);
  first.keep_going = false;
  const CampaignResult stopped = explore_here(target_of(lose_an_update), first);
  EXPECT_EQ(stopped.counts.runs, finding.first_run + 1);
  EXPECT_EQ(stopped.findings[0].finding.schedule, finding.schedule);
}

// This program is not compiled with heddle_instrument.
TEST(Campaign, AccessesThatWereAskedForAndNotSeenAreSaid) {
  static int plain = 0;
  const Report report = explore(
      [] {
        WaitGroup done;
        for (int i = 0; i < 2; ++i) done.go([] { plain = plain + 1; });
        done.wait();
      },
      {.runs = 20, .seed = 7, .preempt_memory = true});
  std::ostringstream text;
  text << report;
  EXPECT_FALSE(report.ok()) << report;
  EXPECT_NE(text.str().find("heddle_instrument(target)"), std::string::npos) << report;
}

TEST(Campaign, TheSeedDecidesEverything) {
  const auto summary = [](std::uint64_t seed) {
    const CampaignResult result = explore_here(target_of(lose_an_update), options_of(200, seed));
    return std::to_string(result.counts.decisions) + " " +
           std::to_string(result.findings[0].finding.count) + " " +
           result.findings[0].finding.schedule;
  };
  EXPECT_EQ(summary(3), summary(3));
  EXPECT_NE(summary(3), summary(4));
}

// A process of its own changes nothing about what is found.
TEST(Campaign, IsolationChangesNothing) {
  for (const char* strategy :
       {"random", "pct:depth=3", "portfolio", "rfc", "surw", "delay:bound=3", "dfs"}) {
    CampaignOptions options = options_of(300);
    options.strategy = strategy;
    const CampaignResult here = explore_here(target_of(lose_an_update), options);
    const CampaignResult there = explore_isolated(target_of(lose_an_update), options, {});
    ASSERT_EQ(here.findings.size(), 1U) << strategy;
    ASSERT_EQ(there.findings.size(), 1U) << strategy;
    EXPECT_EQ(here.findings[0].finding.schedule, there.findings[0].finding.schedule);
    EXPECT_EQ(here.findings[0].finding.count, there.findings[0].finding.count);
    EXPECT_EQ(here.counts.runs, there.counts.runs);
    EXPECT_EQ(here.counts.decisions, there.counts.decisions);
    EXPECT_EQ(here.complete, there.complete);
    EXPECT_EQ(here.findings[0].trace.events.size(), there.findings[0].trace.events.size());
  }
}

// Workers that are replaced all the time hand on what the strategy has learned.
TEST(Campaign, ReplacedWorkersChangeNothing) {
  const auto leaky = [] {
    lose_an_update();
    constexpr std::size_t bytes = 1 << 20;
    lost = std::malloc(bytes);
    std::memset(lost, 1, bytes);
    usleep(2000);  // so that the watcher gets to see it
  };
  for (const char* strategy :
       {"random", "pct:depth=3", "portfolio", "rfc", "surw", "delay:bound=3", "dfs"}) {
    CampaignOptions options = options_of(150);
    options.strategy = strategy;
    Isolation isolation;
    isolation.worker_bytes = 30 << 20;
    const CampaignResult one = explore_isolated(target_of(+leaky), options, {});
    const CampaignResult many = explore_isolated(target_of(+leaky), options, isolation);
    EXPECT_GT(many.workers, 1U) << strategy;
    EXPECT_EQ(one.workers, 1U) << strategy;
    EXPECT_EQ(one.counts.runs, many.counts.runs) << strategy;
    EXPECT_EQ(one.counts.decisions, many.counts.decisions) << strategy;
    ASSERT_EQ(many.findings.size(), 1U) << strategy;
    EXPECT_EQ(one.findings[0].finding.schedule, many.findings[0].finding.schedule) << strategy;
    EXPECT_EQ(one.findings[0].finding.count, many.findings[0].finding.count) << strategy;
  }
}

TEST(Campaign, DfsSeesEverythingAndSaysSo) {
  CampaignOptions options = options_of(100'000);
  options.strategy = "dfs";
  const CampaignResult result = explore_here(target_of(lose_an_update), options);
  EXPECT_TRUE(result.complete);
  EXPECT_LT(result.counts.runs, 100'000U);
  options.runs = 3;
  EXPECT_FALSE(explore_here(target_of(lose_an_update), options).complete);
}

TEST(Campaign, ABoundedSearchSaysWithinWhatItSawEverything) {
  const auto harmless = [] {
    for (int i = 0; i < 2; ++i) {
      go([] {
        yield();
        auto* value = make<Atomic<int>>(0);
        value->store(1);
        value->store(2);
      });
    }
    auto* value = make<Atomic<int>>(0);
    for (int i = 0; i < 2; ++i) go([value] { value->store(value->load() + 1); });
  };
  CampaignOptions options = options_of(100'000);
  options.bound = 0;
  for (const char* strategy : {"dfs", "dpor"}) {
    options.strategy = strategy;
    for (const CampaignResult& result : {explore_here(target_of(+harmless), options),
                                         explore_isolated(target_of(+harmless), options, {})}) {
      EXPECT_FALSE(result.complete) << strategy;
      EXPECT_EQ(result.complete_bound, 0) << strategy;
      EXPECT_EQ(result.counts.explored, 0U) << strategy;
      EXPECT_EQ(claim_of(result), std::string_view(strategy) == "dfs"
                                      ? "every schedule was seen within the bound of 0 preemptions"
                                      : "all classes within the bound of 0 preemptions explored");
    }
  }
  options.strategy = "dfs";
  options.runs = 3;
  const CampaignResult cut_short = explore_here(target_of(+harmless), options);
  EXPECT_EQ(cut_short.complete_bound, -1);
  EXPECT_EQ(claim_of(cut_short), "");
  options.runs = 100'000;
  options.bound = 99;
  const CampaignResult all = explore_here(target_of(lose_an_update), options);
  EXPECT_TRUE(all.complete);
  EXPECT_EQ(all.complete_bound, -1);
}

TEST(Campaign, WhatProvesNothingIsNotGreen) {
  EXPECT_EQ(explore_here(target_of(lose_an_update), options_of(0)).not_green, "no run was made");
  const auto give_up = [] {
    yield();
    assume(num_cpu() < 0);
  };
  const CampaignResult cut = explore_here(target_of(+give_up), options_of(5));
  EXPECT_EQ(cut.counts.cut_runs, 5U);
  EXPECT_NE(cut.not_green.find("all 5 runs were cut"), std::string::npos) << cut.not_green;
  Counts counts;
  counts.runs = 10;
  counts.goroutines_most = 2;
  EXPECT_NE(why_not_green(counts).find("not one decision"), std::string::npos);
  counts.saw_all = true;
  EXPECT_EQ(why_not_green(counts), "");
}

TEST(Campaign, WrongOptionsAreOneSentence) {
  CampaignOptions options = options_of(1);
  options.strategy = "magic";
  const CampaignResult result = explore_here(target_of(lose_an_update), options);
  EXPECT_NE(result.error.find("unknown strategy 'magic'"), std::string::npos);
  EXPECT_EQ(result.counts.runs, 0U);
}

TEST(Explore, AReportPrintsItselfAndItsReplayIsTheSameCall) {
  const Report report = heddle::explore([] { lose_an_update(); }, {.runs = 200, .seed = 5});
  EXPECT_FALSE(report.ok());
  EXPECT_TRUE(report.found(Kind::check_failed));
  EXPECT_FALSE(report.found(Kind::leak));
  EXPECT_EQ(report.seed(), 5U);
  std::ostringstream text;
  text << report;
  EXPECT_NE(text.str().find("check-failed"), std::string::npos);
  EXPECT_NE(text.str().find("replay:h1:"), std::string::npos);

  const Report again = heddle::explore([] { lose_an_update(); },
                                       {.strategy = "replay:" + report.findings()[0].schedule});
  EXPECT_EQ(again.runs(), 1U);
  EXPECT_TRUE(again.found(Kind::check_failed)) << again;
}

TEST(Explore, IsolationSurvivesACrash) {
  const Report report = heddle::explore(
      [] {
        go([] { yield(); });
        yield();
        std::abort();
      },
      {.runs = 10, .isolate = true});
  EXPECT_TRUE(report.found(Kind::crash)) << report;
}

TEST(Explore, NothingToRunIsNotGreen) {
  const Report report = heddle::explore(std::function<void()>{}, {});
  EXPECT_FALSE(report.ok());
  EXPECT_NE(report.not_green().find("no body"), std::string::npos);
  EXPECT_FALSE(Report().ok());
}

}  // namespace
}  // namespace heddle::search
