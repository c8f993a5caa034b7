// Campaigns in several worker processes: the result is that of one.

#include <gtest/gtest.h>
#include <heddle/heddle.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <deque>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "search/canary.h"
#include "search/coverage.h"
#include "search/isolated.h"
#include "search/part.h"
#include "search/result.h"
#include "search/search_division.h"
#include "strategy/factory.h"

namespace heddle::search {
namespace {

Target target_of(std::function<void()> body) {
  static std::deque<std::function<void()>> kept;
  kept.push_back(std::move(body));
  Target target;
  target.scenario = "test";
  target.program = engine::program_of(kept.back());
  return target;
}

// Two bugs, one of them rarer, and some schedules without.
void bugs() {
  auto* value = make<Atomic<int>>();
  auto* group = make<WaitGroup>();
  for (int i = 0; i < 3; ++i) {
    group->go([value] { value->store(value->load() + 1); });
  }
  group->wait();
  check(value->load() != 2, "not two");
  if (value->load() == 1) make_chan<int>().send(1);
}

void clean() {
  auto* value = make<Atomic<int>>();
  auto* group = make<WaitGroup>();
  for (int i = 0; i < 3; ++i) {
    group->go([value] { value->add(1); });
  }
  group->wait();
}

CampaignOptions options_of(const char* strategy, std::uint64_t runs, bool keep_going) {
  CampaignOptions options;
  options.strategy = strategy;
  options.runs = runs;
  options.seed = 11;
  options.keep_going = keep_going;
  return options;
}

// Everything about a result that must not depend on how it was come by.
std::string findings_of(const CampaignResult& result) {
  std::string out;
  for (const Confirmed& confirmed : result.findings) {
    const trace::Finding& finding = confirmed.finding;
    out += "\n" + std::string(trace::word(finding.kind)) + " " + std::to_string(finding.count) +
           " times, first in " + std::to_string(finding.first_run) + ", schedule of " +
           std::to_string(finding.run) + ": " + finding.schedule;
  }
  return out;
}

std::string told(const CampaignResult& result) {
  const std::string out = std::to_string(result.counts.runs) + " runs, " +
                          std::to_string(result.counts.decisions) + " decisions, " +
                          std::to_string(result.counts.steps) + " steps, " +
                          std::to_string(result.counts.decisions_most) + " at most, " +
                          std::to_string(result.classes.runs()) + " counted, " +
                          std::to_string(result.classes.distinct()) + " classes, new with " +
                          std::to_string(result.classes.chance_of_new()) +
                          (result.complete ? ", complete" : "") + ", " + result.not_green;
  return out + findings_of(result);
}

TEST(Jobs, TheResultDoesNotDependOnThem) {
  for (const char* strategy : {"random", "pct:depth=3", "portfolio", "rfc", "surw", "delay:bound=2",
                               "dfs", "dpor", "round-robin", "default"}) {
    for (const bool keep_going : {false, true}) {
      for (const auto& body : {std::function<void()>(bugs), std::function<void()>(clean)}) {
        const Target target = target_of(body);
        // More than that of a search are shared out, see below.
        const bool is_search = std::string_view(strategy).starts_with('d');
        CampaignOptions options = options_of(strategy, is_search ? 1000 : 3000, keep_going);
        const std::string here = told(explore_here(target, options));
        for (const unsigned jobs : {1U, 2U, 3U}) {
          options.jobs = jobs;
          EXPECT_EQ(told(explore_isolated(target, options, {})), here)
              << strategy << ", " << jobs << " jobs" << (keep_going ? ", keep going" : "");
        }
      }
    }
  }
}

// More classes and schedules than are looked at in one piece (search/search_division.h).
void many() {
  auto* x = make<Atomic<int>>();
  for (int i = 0; i < 3; ++i) {
    go([=] {
      for (int k = 0; k < 3; ++k) x->add(1);
      if (i == 0 && x->load() == 9) make_chan<int>().send(1);
    });
  }
}

// What must not depend on whether a search is split.
std::string shown(const CampaignResult& result) {
  std::string out = claim_of(result) + result.not_green;
  std::set<std::string> keys;
  for (const Confirmed& confirmed : result.findings) keys.insert(trace::key(confirmed.finding));
  for (const std::string& key : keys) out += "\n" + key;
  return out;
}

TEST(Jobs, ASearchIsSharedOut) {
  for (const char* strategy : {"dfs", "dpor"}) {
    for (const bool keep_going : {false, true}) {
      const Target target = target_of(many);
      CampaignOptions options = options_of(strategy, 10'000'000, keep_going);
      options.shrink = false;
      const CampaignResult one = explore_isolated(target, options, {});
      EXPECT_GT(one.counts.runs, keep_going ? SearchDivision::runs_in_one_piece : 0) << strategy;
      options.jobs = 2;
      const CampaignResult two = explore_isolated(target, options, {});
      EXPECT_EQ(shown(two), shown(one)) << strategy;
      // Of dfs each run is the same. (The classes are counted of others.)
      if (options.strategy == "dfs") {
        EXPECT_EQ(two.counts.runs, one.counts.runs);
        EXPECT_EQ(two.counts.decisions, one.counts.decisions);
        EXPECT_EQ(findings_of(two), findings_of(one));
      }
      if (keep_going) {
        EXPECT_TRUE(two.complete) << strategy;
        EXPECT_FALSE(two.findings.empty()) << strategy;
      }
      options.jobs = 4;
      EXPECT_EQ(told(explore_isolated(target, options, {})), told(two)) << strategy;
    }
  }
}

TEST(Jobs, ASearchEndsAtItsLimitOfRuns) {
  for (const char* strategy : {"dfs", "dpor"}) {
    for (const std::uint64_t runs : {1024U, 1025U, 1500U}) {
      const Target target = target_of(many);
      CampaignOptions options = options_of(strategy, runs, true);
      options.jobs = 2;
      const CampaignResult two = explore_isolated(target, options, {});
      EXPECT_EQ(two.counts.runs, runs);
      EXPECT_FALSE(two.complete);
      options.jobs = 3;
      EXPECT_EQ(told(explore_isolated(target, options, {})), told(two)) << strategy;
    }
  }
}

// Parts too end with the process in which they are made.
TEST(Jobs, ASearchIsSharedOutOverDeaths) {
  const auto body = [] {
    auto* x = make<Atomic<int>>();
    for (int i = 0; i < 6; ++i) {
      go([=] {
        if (x->add(1) == 6 && i == 0 && x->load() == 6) ::abort();
      });
    }
  };
  const Target target = target_of(body);
  CampaignOptions options = options_of("dpor", 1'000'000, true);
  options.shrink = false;
  options.jobs = 2;
  const CampaignResult two = explore_isolated(target, options, {});
  options.jobs = 3;
  EXPECT_EQ(told(explore_isolated(target, options, {})), told(two));
  EXPECT_FALSE(two.findings.empty());
}

TEST(Jobs, ShardsOfASearchAreTheWhole) {
  for (const char* strategy : {"dfs", "dpor"}) {
    const Target target = target_of(many);
    CampaignOptions options = options_of(strategy, 10'000'000, true);
    options.shrink = false;
    const CampaignResult whole = explore_isolated(target, options, {});
    for (const unsigned jobs : {1U, 2U}) {
      options.jobs = jobs;
      std::uint64_t classes = 0;
      std::uint64_t runs = 0;
      for (std::uint64_t index = 0; index < 3; ++index) {
        options.shard = {index, 3};
        const CampaignResult shard = explore_isolated(target, options, {});
        EXPECT_TRUE(shard.complete);
        EXPECT_NE(claim_of(shard).find("of this shard"), std::string::npos);
        classes += shard.counts.explored;
        runs += shard.counts.runs;
      }
      options.shard = {};
      EXPECT_EQ(classes, whole.counts.explored) << strategy;
      if (options.strategy == "dfs") {
        EXPECT_EQ(runs, whole.counts.runs);
      }
    }
  }
}

// Also when the last schedule is the last run of a worker's part.
TEST(Jobs, CompleteHoweverManySchedulesThereAre) {
  for (std::uint32_t count = 1; count <= 130; ++count) {
    const Target target = target_of([count] { choose(count); });
    const CampaignResult result = explore_isolated(target, options_of("dfs", 1000, false), {});
    EXPECT_EQ(result.counts.runs, count);
    EXPECT_TRUE(result.counts.saw_all) << count;
  }
}

TEST(Jobs, TheFirstFindingIsTheLowestNumberedOne) {
  // The bug is slow to come, so that a later worker often meets it first.
  const auto body = [] {
    bool hit = true;
    for (int i = 0; i < 8; ++i) hit = choose(2) == 0 && hit;
    if (!hit) usleep(20);
    check(!hit, "eight times zero");
  };
  const Target target = target_of(body);
  CampaignOptions options = options_of("random", 100'000, false);
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    options.seed = seed;
    options.jobs = 1;
    const std::string one = told(explore_isolated(target, options, {}));
    options.jobs = 3;
    EXPECT_EQ(told(explore_isolated(target, options, {})), one) << seed;
  }
}

TEST(Jobs, CrashesAreCountedAlike) {
  const auto body = [] {
    go([] { yield(); });
    if (choose(20) == 7) std::abort();
  };
  const Target target = target_of(body);
  for (const char* strategy : {"random", "pct:depth=3", "portfolio"}) {
    CampaignOptions options = options_of(strategy, 600, true);
    const CampaignResult one = explore_isolated(target, options, {});
    options.jobs = 3;
    const CampaignResult three = explore_isolated(target, options, {});
    ASSERT_EQ(one.findings.size(), 1U);
    EXPECT_EQ(one.findings[0].finding.kind, Kind::crash);
    EXPECT_GT(one.findings[0].finding.count, 10U);
    EXPECT_EQ(one.counts.runs, 600U);
    EXPECT_EQ(told(three), told(one)) << strategy;
  }
}

// Somebody kills workers: they are replaced, nothing is lost and it is no finding.
TEST(Jobs, WorkersThatAreKilledFromOutsideAreReplaced) {
  static int* const kills = [] {
    void* page = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return static_cast<int*>(page);
  }();
  const auto body = [] {
    auto* value = make<Atomic<int>>();
    for (int i = 0; i < 2; ++i) go([value] { value->store(value->load() + 1); });
    usleep(100);
  };
  const auto killing = [body] {
    body();
    // In some runs, counted over all processes.
    const int n = __atomic_add_fetch(kills, 1, __ATOMIC_RELAXED);
    if (n == 20 || n == 57 || n == 160 || n == 301 || n == 444) kill(getpid(), SIGKILL);
  };
  CampaignOptions options = options_of("pct:depth=3", 500, true);
  const std::string quiet = told(explore_isolated(target_of(body), options, {}));
  for (const unsigned jobs : {1U, 2U}) {
    options.jobs = jobs;
    *kills = 0;
    const CampaignResult killed = explore_isolated(target_of(killing), options, {});
    EXPECT_GT(killed.outside_kills, 3U);
    EXPECT_EQ(told(killed), quiet) << jobs;
  }
}

// A scenario that kills its own process every time does so as a finding.
TEST(Jobs, AScenarioThatKillsItselfIsFound) {
  const auto body = [] {
    go([] { yield(); });
    if (choose(4) == 3) kill(getpid(), SIGKILL);
  };
  CampaignOptions options = options_of("random", 40, false);
  options.jobs = 2;
  const CampaignResult result = explore_isolated(target_of(body), options, {});
  ASSERT_EQ(result.findings.size(), 1U);
  EXPECT_EQ(result.findings[0].finding.kind, Kind::out_of_memory);
  EXPECT_FALSE(result.findings[0].finding.schedule.empty());
}

TEST(Jobs, OfTheLibrary) {
  const auto explored = [](unsigned jobs) {
    const Report report = heddle::explore([] { bugs(); }, {.runs = 2000, .seed = 4, .jobs = jobs});
    EXPECT_FALSE(report.ok());
    return std::to_string(report.runs()) + " " + report.findings().at(0).schedule;
  };
  const std::string one = explored(1);
  EXPECT_EQ(explored(2), one);
  EXPECT_EQ(explored(3), one);
}

// --- The canary ---------------------------------------------------------------------------------

CampaignResult clean_result(const char* strategy, std::uint64_t runs) {
  CampaignResult result;
  result.scenario = "test";
  result.strategy = strategy;
  result.counts.runs = runs;
  return result;
}

TEST(Canary, EveryStrategyThatSamplesMeetsIt) {
  for (const char* strategy : {"random", "pct:depth=1", "pct:depth=3", "pct:depth=20", "pos",
                               "surw", "urw", "rfc", "burst", "delay:bound=1", "portfolio"}) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      CampaignOptions options = options_of(strategy, 5000, false);
      options.seed = seed;
      CampaignResult result = clean_result(strategy, 5000);
      release_canary(result, options, explore_here);
      EXPECT_EQ(result.canary, Canary::found) << strategy << " " << seed;
      EXPECT_EQ(result.not_green, "");
    }
  }
}

TEST(Canary, MissedIsNotGreen) {
  // A strategy that claims to sample and always does the same.
  CampaignResult result = clean_result("random", 5000);
  release_canary(result, options_of("random", 5000, false),
                 [](const Target& target, const CampaignOptions& options) {
                   CampaignOptions same = options;
                   same.strategy = "default";
                   return explore_here(target, same);
                 });
  EXPECT_EQ(result.canary, Canary::missed);
  EXPECT_NE(result.not_green.find("canary was missed"), std::string::npos);
}

TEST(Canary, IsNotAskedWhereItSaysNothing) {
  const auto never = [](const Target&, const CampaignOptions&) -> CampaignResult {
    ADD_FAILURE() << "asked";
    return {};
  };
  for (CampaignResult result : {clean_result("dfs", 5000), clean_result("round-robin", 5000),
                                clean_result("random", canary_runs - 1)}) {
    release_canary(result, options_of("random", 5000, false), never);
    EXPECT_EQ(result.canary, Canary::not_run);
  }
  CampaignResult found = clean_result("random", 5000);
  found.findings.emplace_back();
  release_canary(found, options_of("random", 5000, false), never);
}

// --- Coverage -----------------------------------------------------------------------------------

TEST(Coverage, ThePctBoundIsThePapers) {
  Counts counts;
  counts.runs = 1000;
  counts.goroutines_most = 4;
  counts.decisions_most = 10;  // 12 places
  EXPECT_FALSE(pct_miss_bound("random", counts));
  EXPECT_NEAR(*pct_miss_bound("pct:depth=1", counts), std::pow(1 - 1.0 / 4, 1000), 1e-12);
  EXPECT_NEAR(*pct_miss_bound("pct:depth=3", counts), std::pow(1 - 1.0 / (4 * 144), 1000), 1e-9);
  counts.runs = 0;
  EXPECT_FALSE(pct_miss_bound("pct:depth=3", counts));
}

TEST(Coverage, SaysWhatIsCountedAndWhatIsEstimated) {
  ClassSample sample;
  sample.add(7);
  EXPECT_EQ(classes_text(sample, 1, false), "1 class, a new one next with a chance of 100 %");
  for (std::uint64_t i = 0; i < 9; ++i) sample.add(7);
  EXPECT_EQ(classes_text(sample, 10, false), "1 class, a new one next with a chance of 0 %");
  EXPECT_EQ(classes_text(sample, 90, false),
            "1 class in 10 runs counted, a new one next with a chance of 0 %");
  for (std::uint64_t i = 0; i < 100'000; ++i) sample.add(engine::mix(i));
  EXPECT_EQ(classes_text(sample, 100'010, false).substr(0, 6), "about ");
}

// --- Division -----------------------------------------------------------------------------------

std::unique_ptr<engine::Strategy> make(const char* spec) {
  std::string error;
  return strategy::make_strategy(spec, -1, error);
}

Part done(Part part) {
  part.counts.runs = part.end - part.counts.next_run;
  part.counts.next_run = part.end;
  return part;
}

TEST(Division, EveryRunIsInOnePartWhateverTheOrder) {
  for (const char* spec : {"random", "pct:depth=3", "dfs"}) {
    for (unsigned jobs = 1; jobs <= 5; ++jobs) {
      const auto strategy = make(spec);
      constexpr std::uint64_t runs = 100'003;
      Division division(runs, {jobs % 3, 3}, jobs, true, *strategy);
      std::vector<Part> out;
      std::uint64_t merged = 0;
      engine::Rng rng(jobs);
      while (!division.is_over()) {
        while (out.size() < jobs) {
          auto part = division.next(1e5);
          if (!part) break;
          out.push_back(std::move(*part));
        }
        ASSERT_FALSE(out.empty());
        const auto which = rng.below(static_cast<std::uint32_t>(out.size()));
        Part part = std::move(out[which]);
        out.erase(out.begin() + which);
        // Sometimes it comes back half done.
        if (part.end - part.counts.next_run > 1 && rng.one_in(3)) {
          part.counts.next_run += (part.end - part.counts.next_run) / 2;
        } else {
          part = done(std::move(part));
        }
        division.give_back(std::move(part));
        while (const auto taken = division.take()) {
          EXPECT_EQ(taken->first, merged);
          merged = taken->end;
        }
      }
      EXPECT_EQ(merged, runs) << spec << " " << jobs;
    }
  }
}

TEST(Division, WhatLiesBehindTheEndIsThrownAway) {
  const auto strategy = make("random");
  Division division(1000, {}, 4, false, *strategy);
  Part a = *division.next(1e6);
  Part b = *division.next(1e6);
  Part c = *division.next(1e6);
  ASSERT_EQ(b.first, a.end);
  // Later parts are there before anybody knows that they are not needed, with a gap before them.
  division.give_back(done(*division.next(1e6)));
  // A finding in the second.
  trace::Finding finding;
  finding.kind = Kind::panic;
  FindingSet::Added what{};
  b.findings.add(finding, what);
  b.counts.next_run = b.first + 1;
  const std::uint64_t end = b.counts.next_run;
  division.give_back(std::move(b));
  EXPECT_FALSE(division.take()) << "the first may have one too";
  EXPECT_TRUE(division.is_beyond(c.first));
  EXPECT_FALSE(division.is_beyond(end - 1));
  division.give_back(done(std::move(c)));
  EXPECT_FALSE(division.next(1e6));
  EXPECT_FALSE(division.is_over());
  division.give_back(done(std::move(a)));
  EXPECT_EQ(division.take()->findings.all().size(), 0U);
  EXPECT_EQ(division.take()->findings.all().size(), 1U);
  EXPECT_FALSE(division.take());
  EXPECT_TRUE(division.is_over());
}

TEST(Division, ClosingKeepsWhatWasMade) {
  const auto strategy = make("random");
  Division division(1'000'000, {}, 3, true, *strategy);
  Part a = *division.next(1e6);
  Part b = *division.next(1e6);
  Part c = *division.next(1e6);
  division.close();
  EXPECT_FALSE(division.next(1e6));
  division.give_back(done(std::move(c)));
  b.counts.next_run += 1;
  b.counts.runs = 1;
  division.give_back(std::move(b));
  EXPECT_FALSE(division.take()) << "one is still being made";
  division.give_back(std::move(a));
  std::uint64_t parts = 0;
  while (division.take()) ++parts;
  EXPECT_EQ(parts, 3U);
  EXPECT_TRUE(division.is_over());
}

}  // namespace
}  // namespace heddle::search
