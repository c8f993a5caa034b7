// Schedules as text: they come back as they were, and nothing else is taken for one.

#include "strategy/schedule.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/rng.h"
#include "strategy/checksum.h"
#include "strategy/schedule_grammar.h"

namespace heddle::strategy {
namespace {

using engine::DecisionKind;
using engine::Rng;

// What the text keeps of a schedule.
Schedule as_kept(Schedule schedule) {
  schedule.check_mask = 0xff;
  for (std::size_t i = 0; i < schedule.steps.size(); ++i) {
    Schedule::Step& step = schedule.steps[i];
    const bool kept = (i % 8 == 7 || i + 1 == schedule.steps.size()) && step.has_check;
    step.check = kept ? step.check & 0xff : 0;
    step.has_check = kept;
  }
  return schedule;
}

std::string random_path(Rng& rng, const std::vector<std::string>& known) {
  std::string path = "0";
  if (rng.one_in(8)) path = "c" + std::to_string(2 + rng.below(20));
  if (!known.empty() && !rng.one_in(4))
    path = known[rng.below(static_cast<std::uint32_t>(known.size()))];
  const std::uint32_t depth = rng.below(3);
  for (std::uint32_t i = 0; i < depth; ++i) path += "." + std::to_string(1 + rng.below(30));
  return path;
}

std::string random_name(Rng& rng) {
  std::string name;
  const std::uint32_t length = rng.below(20);
  for (std::uint32_t i = 0; i < length; ++i) {
    name += static_cast<char>(rng.one_in(4) ? rng.below(256) : 'a' + rng.below(26));
  }
  return name;
}

std::uint32_t random_value(Rng& rng, DecisionKind kind, std::uint32_t goroutines) {
  if (kind == DecisionKind::goroutine) return rng.below(goroutines + 1);
  if (kind == DecisionKind::random_high) return rng.below(256);
  return rng.one_in(2) ? rng.below(4) : rng.below(engine::decision_value_max) + 1;
}

Schedule random_schedule(std::uint64_t seed) {
  Rng rng(seed);
  Schedule schedule;
  schedule.scenario = random_name(rng);
  schedule.fixed = rng.one_in(2);
  schedule.early = rng.one_in(2) ? 0 : rng.below(0xffffffff);
  const std::uint32_t goroutines = rng.below(rng.one_in(8) ? 900 : 8);
  std::set<std::string> taken;
  for (std::uint32_t i = 0; i < goroutines; ++i) {
    std::string path = random_path(rng, schedule.goroutines);
    if (taken.insert(path).second) schedule.goroutines.push_back(std::move(path));
  }
  const auto count = static_cast<std::uint32_t>(schedule.goroutines.size());
  const std::uint32_t steps = rng.below(200);
  const std::uint32_t stickiness = 1 + rng.below(8);
  for (std::uint32_t i = 0; i < steps; ++i) {
    Schedule::Step step;
    if (i != 0 && !rng.one_in(stickiness)) {
      step.decision = schedule.steps.back().decision;
    } else {
      const auto kind =
          static_cast<DecisionKind>(rng.one_in(3) ? rng.below(engine::decision_kind_count) : 0);
      step.decision = {kind, random_value(rng, kind, count)};
    }
    step.has_check = !rng.one_in(10);
    if (step.has_check) step.check = static_cast<std::uint32_t>(rng.next());
    schedule.steps.push_back(step);
  }
  return schedule;
}

// As a random walk over main and two goroutines gives it.
Schedule typical_schedule() {
  Rng rng(7);
  Schedule schedule;
  schedule.scenario = "lost_result";
  schedule.early = 2;
  schedule.goroutines = {"0", "0.1", "0.2"};
  for (int i = 0; i < 60; ++i) {
    const std::uint32_t who = 1 + rng.below(3);
    schedule.steps.push_back(
        {{DecisionKind::goroutine, who}, static_cast<std::uint32_t>(rng.next()), true});
  }
  return schedule;
}

std::string refusal(const std::string& text, std::size_t* offset = nullptr) {
  ScheduleError error;
  const std::optional<Schedule> schedule = parse_schedule(text, error);
  if (schedule.has_value()) return "";
  EXPECT_LE(error.offset, text.size());
  EXPECT_FALSE(error.message.empty());
  EXPECT_EQ(error.message.find('\n'), std::string::npos);
  if (offset != nullptr) *offset = error.offset;
  return error.message;
}

// The text with the checksum it should have.
std::string summed(std::string covered) {
  const std::uint32_t sum = crc32(covered);
  for (int shift = 28; shift >= 0; shift -= 4) covered += "0123456789abcdef"[sum >> shift & 0xf];
  return covered;
}

TEST(ScheduleText, ChecksumIsTheUsualCrc) { EXPECT_EQ(crc32("123456789"), 0xcbf43926U); }

TEST(ScheduleText, RandomSchedulesComeBack) {
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    const Schedule schedule = random_schedule(seed);
    const std::string text = to_text(schedule);
    ScheduleError error;
    const std::optional<Schedule> read = parse_schedule(text, error);
    ASSERT_TRUE(read.has_value()) << text << "\n" << error.offset << ": " << error.message;
    ASSERT_EQ(*read, as_kept(schedule)) << text;
    ASSERT_EQ(to_text(*read), text);
  }
}

TEST(ScheduleText, NothingInItMeansAnythingToAShell) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const std::string text = to_text(random_schedule(seed));
    EXPECT_EQ(text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                     "0123456789:.,+-_=%/^"),
              std::string::npos)
        << text;
  }
}

TEST(ScheduleText, IsShort) {
  const std::string text = to_text(typical_schedule());
  EXPECT_LT(text.size(), 150U) << text;
}

TEST(ScheduleText, IsWrittenAsDocumented) {
  Schedule schedule;
  schedule.scenario = "lost result";
  schedule.fixed = true;
  schedule.early = 2;
  schedule.goroutines = {"0", "0.1", "0.2", "0.2.1", "c2", "0.5.7"};
  const auto add = [&](DecisionKind kind, std::uint32_t value, int times) {
    for (int i = 0; i < times; ++i) schedule.steps.push_back({{kind, value}, 0x12345600, true});
  };
  add(DecisionKind::goroutine, 1, 1);
  add(DecisionKind::goroutine, 3, 12);
  add(DecisionKind::goroutine, 0, 2);
  add(DecisionKind::select_case, 27, 1);
  add(DecisionKind::choice, 0, 1);
  schedule.steps[7].check = 0xabcdef09;
  schedule.steps[15].has_check = false;
  const std::string text = to_text(schedule);
  EXPECT_EQ(text, summed("h1:lost%20result:fe2:0,a.1-2,c.1,c2,0.5.7:ac12+2=Bb-a:09--00:"));
}

TEST(ScheduleText, AnySingleWrongCharacterIsRefusedAndMostlyPointedAt) {
  for (const std::string& text : {to_text(typical_schedule()), to_text(random_schedule(3)),
                                  to_text(random_schedule(11)), to_text(Schedule{})}) {
    ASSERT_EQ(refusal(text), "");
    std::size_t mutations = 0;
    std::size_t pointed_at = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      for (int byte = 0; byte < 256; ++byte) {
        std::string wrong = text;
        wrong[i] = static_cast<char>(byte);
        if (wrong == text) continue;
        std::size_t offset = 0;
        ASSERT_NE(refusal(wrong, &offset), "") << wrong;
        ++mutations;
        if (offset == i) ++pointed_at;
      }
    }
    // The head ("h1:") is not looked into more closely.
    EXPECT_GT(pointed_at * 100, mutations * 80) << text;
    EXPECT_GE(pointed_at, mutations - 3 * 255) << text;
  }
}

TEST(ScheduleText, AnyMissingOrAddedCharacterIsRefused) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const std::string text = to_text(random_schedule(seed));
    for (std::size_t i = 0; i < text.size(); ++i) {
      ASSERT_NE(refusal(text.substr(0, i)), "") << text.substr(0, i);
      ASSERT_NE(refusal(text.substr(i + 1)), "") << text.substr(i + 1);
      const std::string less = text.substr(0, i) + text.substr(i + 1);
      ASSERT_NE(refusal(less), "") << less;
      const std::string more = text.substr(0, i) + text[i] + text.substr(i);
      ASSERT_NE(refusal(more), "") << more;
    }
    ASSERT_NE(refusal(text + "\n"), "");
    ASSERT_NE(refusal(text + "0"), "");
  }
}

// The example of docs/schedules.md.
TEST(ScheduleText, TheDocumentedExampleIsOne) {
  const std::string text = "h1:lost_update:e2:0,a.1-2:ba2bc3bc:8a14:30a74985";
  ScheduleError error;
  const std::optional<Schedule> schedule = parse_schedule(text, error);
  ASSERT_TRUE(schedule.has_value()) << error.message;
  EXPECT_EQ(schedule->scenario, "lost_update");
  EXPECT_EQ(schedule->early, 2U);
  EXPECT_EQ(schedule->goroutines, (std::vector<std::string>{"0", "0.1", "0.2"}));
  std::string order;
  for (const Schedule::Step& step : schedule->steps) {
    order += static_cast<char>('a' + step.decision.value - 1);
  }
  EXPECT_EQ(order, "baabcccbc");
  std::string wrong = text;
  std::size_t offset = 0;
  wrong[29] = 'c';
  EXPECT_EQ(refusal(wrong, &offset),
            "the checksum does not match; with 'b' here instead of 'c' it would");
  EXPECT_EQ(offset, 29U);
}

TEST(ScheduleText, SaysWhatIsWrong) {
  const std::string text = to_text(typical_schedule());
  const auto with = [&](std::size_t at, char c) {
    std::string changed = text;
    changed[at] = c;
    return changed;
  };
  std::size_t offset = 0;
  EXPECT_EQ(refusal(""), "the schedule is empty");
  EXPECT_EQ(refusal("pct:depth=3"), "a schedule starts with 'h1:'");
  EXPECT_EQ(refusal(with(1, '2')),
            "this is a schedule of version 2, and this Heddle reads version 1");
  EXPECT_EQ(refusal(text.substr(0, 70)), "the schedule ends too early: it was not copied whole");
  EXPECT_EQ(refusal(with(30, '*'), &offset), "'*' is never in a schedule");
  EXPECT_EQ(offset, 30U);
  const char there = text[40];
  const char other = there == 'a' ? 'b' : 'a';
  EXPECT_EQ(refusal(with(40, other), &offset), std::string("the checksum does not match; with '") +
                                                   there + "' here instead of '" + other +
                                                   "' it would");
  EXPECT_EQ(offset, 40U);
  std::string swapped = text;
  std::swap(swapped[4], swapped[12]);
  EXPECT_EQ(refusal(swapped, &offset),
            "the checksum does not match: some characters are wrong or missing");
  EXPECT_EQ(offset, text.size() - 8);
}

TEST(ScheduleText, FollowsTheGrammarEvenIfTheChecksumFits) {
  struct Made {
    const char* covered;
    std::size_t offset;
    const char* message;
  };
  for (
      const Made& made : {
          Made{"h1:x::::", 7, "the schedule ends before its checks"},
          Made{"h1:x:e0::::", 6, "the number is no number"},
          Made{"h1:x:e01::::", 6, "the number is no number"},
          Made{"h1:x:e4294967296::::", 6, "the number is too large"},
          Made{"h1:x:g::::", 5, "'g' is not expected before the goroutines"},
          Made{"h1:%4g:::::", 5, "two hexadecimal digits follow a '%'"},
          Made{"h1:a+b:::::", 4, "wrong character in the name"},
          Made{
              "h1:%41:::::", 3,
              "this is not the shortest way to write this schedule, which is the only one allowed"},
          Made{"h1:x::0,0:::", 6, "a goroutine is listed twice"},
          Made{"h1:x::b.1:::", 6, "there is no such goroutine before"},
          Made{"h1:x::0,a:::", 9, "the goroutine's number is missing"},
          Made{"h1:x::0,a.0:::", 10, "the goroutine's number is no number"},
          Made{"h1:x::0,a.3-2:::", 13, "a range of goroutines goes upwards"},
          Made{"h1:x::0,a.1-4294967295:::", 22, "too many goroutines"},
          Made{"h1:x::0,:::", 8, "a goroutine is missing"},
          Made{"h1:x::0:b::", 8, "there is no such goroutine in the schedule"},
          Made{
              "h1:x::0:aa::", 9,
              "this is not the shortest way to write this schedule, which is the only one allowed"},
          Made{
              "h1:x::0:a1::", 9,
              "this is not the shortest way to write this schedule, which is the only one allowed"},
          Made{"h1:x::0:a16777217::", 9, "the number of repetitions is too large"},
          Made{"h1:x::0:a16777215=a2::", 17, "more than 16 million steps"},
          Made{"h1:x::0:=ZZZZZZz::", 9, "the value is too large"},
          Made{"h1:x::0:=::", 9, "a letter is missing"},
          Made{"h1:x::0:_Ka::", 8, "the value is too large"},
          Made{"h1:x::0:a:0:", 10, "a check is two hexadecimal digits"},
          Made{"h1:x::0:a:0g:", 10, "a check is two hexadecimal digits"},
          Made{"h1:x::0:a:0000:", 12, "there are more checks than steps have"},
          Made{
              "h1:x::0:a:--:", 10,
              "this is not the shortest way to write this schedule, which is the only one allowed"},
          Made{"h1:x::0:a:::", 10, "there are more checks than steps have"},
      }) {
    std::size_t offset = 0;
    EXPECT_EQ(refusal(summed(made.covered), &offset), made.message) << made.covered;
    EXPECT_EQ(offset, made.offset) << made.covered;
  }
  EXPECT_EQ(refusal(summed("h1:x::0:a::")), "");
}

TEST(ScheduleText, AnyBytesGiveAScheduleOrAnError) {
  Rng rng(99);
  const std::string some = to_text(random_schedule(5));
  for (int i = 0; i < 20000; ++i) {
    std::string text = some;
    const std::uint32_t changes = 1 + rng.below(6);
    for (std::uint32_t c = 0; c < changes; ++c) {
      const std::uint32_t at = rng.below(static_cast<std::uint32_t>(text.size()));
      const std::string_view likely = "abzAZ019:.,+-_=%/^";
      text[at] = rng.one_in(4) ? static_cast<char>(rng.below(256))
                               : likely[rng.below(static_cast<std::uint32_t>(likely.size()))];
    }
    // Half of them with a checksum that fits, so that the grammar behind it is reached.
    if (rng.one_in(2)) {
      const std::size_t colon = text.rfind(':');
      if (colon == std::string::npos) continue;
      text = summed(text.substr(0, colon + 1));
    }
    ScheduleError error;
    const std::optional<Schedule> read = parse_schedule(text, error);
    if (read.has_value()) {
      ASSERT_EQ(to_text(*read), text);
    } else {
      ASSERT_LE(error.offset, text.size());
    }
  }
}

TEST(ScheduleText, AShortTextCannotFillTheMemory) {
  // A chain of goroutines in which each identity is longer than the one before.
  std::string covered = "h1:x::0";
  for (std::uint32_t i = 0; i < 20000; ++i) {
    std::string word;
    for (std::uint32_t rest = i; word.empty() || rest != 0; rest /= 26) {
      word.insert(word.begin(), static_cast<char>((word.empty() ? 'a' : 'A') + rest % 26));
    }
    covered += "," + word + ".1";
  }
  EXPECT_EQ(refusal(summed(covered + ":::")), "too many goroutines");
  // The most steps there may be.
  ScheduleError error;
  const std::optional<Schedule> most = parse_schedule(summed("h1:x::0:a16777216::"), error);
  ASSERT_TRUE(most.has_value()) << error.message;
  EXPECT_EQ(most->steps.size(), schedule_steps_max);
}

}  // namespace
}  // namespace heddle::strategy
