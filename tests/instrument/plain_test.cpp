// Race checks on ordinary variables.

#include <gtest/gtest.h>
#include <heddle/heddle.h>
#include <heddle/trace/finding.h>

#include <sstream>
#include <string>

#include "instrument/plain_programs.h"

namespace heddle::test {
namespace {

using Body = void (*)();

// AddressSanitizer excludes -fsanitize=thread; what then takes its place says nothing of calls, and
// a use after free is AddressSanitizer's to report, which ends the process (docs/plain-memory.md).
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HEDDLE_BESIDE_ASAN 1
#endif
#endif
#ifdef HEDDLE_BESIDE_ASAN
constexpr bool beside_asan = true;
#else
constexpr bool beside_asan = false;
#endif

Report explored(Body body, const Options& options = {}) {
  Options used = options;
  used.runs = used.runs == 1000 ? 200 : used.runs;
  used.seed = 7;
  return explore([body] { body(); }, used);
}

void expect_clean(Body body) {
  for (const char* strategy : {"random", "pct:depth=3", "portfolio", "round-robin", "default"}) {
    const Report report = explored(body, {.strategy = strategy});
    EXPECT_TRUE(report.ok()) << strategy << '\n' << report;
  }
}

trace::Finding race_of(Body body) {
  const Report report = explored(body);
  EXPECT_TRUE(report.found(Kind::data_race)) << report;
  for (const trace::Finding& finding : report.findings()) {
    if (finding.kind == Kind::data_race) return finding;
  }
  return {};
}

std::string text_of(Body body, const Options& options = {}) {
  std::ostringstream out;
  out << explored(body, options);
  return out.str();
}

bool has(const std::string& text, const std::string& part) {
  // Lines are wrapped: compare words.
  std::string joined;
  bool space = false;
  for (const char c : text) {
    if (c == ' ' || c == '\n') {
      space = true;
      continue;
    }
    if (space) joined += ' ';
    space = false;
    joined += c;
  }
  return joined.find(part) != std::string::npos;
}

TEST(PlainMemory, AnUnguardedIncrementIsARace) {
  const trace::Finding race = race_of(lost_update);
  ASSERT_EQ(race.goroutines.size(), 2U);
  for (const trace::Involved& side : race.goroutines) {
    if (beside_asan) break;
    ASSERT_GE(side.stack.size(), 2U) << "both sides have their stack";
    EXPECT_TRUE(has(side.stack[0].function, "increment")) << side.stack[0].function;
    EXPECT_EQ(side.site, side.stack[0]);
  }
  if (!beside_asan) {
    EXPECT_TRUE(has(text_of(lost_update), "on 4 bytes of the global heddle::test::"));
  }
}

TEST(PlainMemory, AGuardedIncrementIsNone) { expect_clean(guarded_update); }

TEST(PlainMemory, WhatAChannelHandsOverIsOrdered) { expect_clean(handed_over); }

TEST(PlainMemory, ReferenceCountsOrderTheLastOwner) { expect_clean(shared_pointers); }

TEST(PlainMemory, AStandardContainerIsNamedByItsUser) {
  const trace::Finding race = race_of(racing_vector);
  if (beside_asan) return;  // without calls there is nobody to name
  for (const trace::Involved& side : race.goroutines) {
    EXPECT_EQ(side.site.file, "tests/instrument/plain_programs.cpp");
  }
}

TEST(PlainMemory, BothSidesTellTheirLocks) {
  const trace::Finding race = race_of(race_under_locks);
  EXPECT_TRUE(has(race.message, "they hold no lock in common")) << race.message;
  ASSERT_EQ(race.goroutines.size(), 2U);
  for (const trace::Involved& side : race.goroutines) {
    ASSERT_EQ(side.holds.size(), 1U);
    EXPECT_TRUE(has(side.holds[0], "(taken at tests/instrument/memory_programs.cpp:"));
    if (beside_asan) continue;
    EXPECT_TRUE(has(side.stack.at(0).function, "deepest")) << side.stack.at(0).function;
    EXPECT_TRUE(has(side.stack.at(1).function, "deeper")) << side.stack.at(1).function;
  }
}

TEST(PlainMemory, PartsOfAWordAreApart) { expect_clean(neighbours); }

TEST(PlainMemory, OneByteOfEightIsARace) {
  EXPECT_TRUE(has(text_of(racing_byte),
                  "on 1 byte, at offset 5 of the make<T> object of 8 bytes that G1 made"));
}

TEST(PlainMemory, ACopyReadsAllOfIt) { race_of(racing_copy); }

TEST(PlainMemory, AFreeThatRacesIsAUseAfterFree) {
  if (beside_asan) {
    for (const Body body : {used_after_free, double_free}) {
      EXPECT_TRUE(
          explored(body, {.runs = 12, .keep_going = true, .isolate = true}).found(Kind::crash));
    }
    return;
  }
  const trace::Finding race = race_of(used_after_free);
  EXPECT_TRUE(has(race.message, "use after free: ")) << race.message;
  EXPECT_TRUE(has(text_of(used_after_free), "at offset 0 of the heap block of"));
  race_of(double_free);
}

TEST(PlainMemory, ABlockThatIsUsedAgainIsNoRace) { expect_clean(reused_block); }

TEST(PlainMemory, AStackThatIsUsedAgainIsNoRace) { expect_clean(reused_stack); }

TEST(PlainMemory, ALocalOfAFunctionThatHasReturnedIsDead) {
  const Report report = explored(dead_local);
  EXPECT_TRUE(report.found(Kind::dead_stack)) << report;
}

TEST(PlainMemory, ALocalOfAGoroutineThatHasEndedIsDead) {
  const Report report = explored(ended_goroutine, {.keep_going = true});
  EXPECT_TRUE(report.found(Kind::dead_stack)) << report;
}

TEST(Atomics, OrdersGiveEdges) {
  expect_clean(published_by_release);
  expect_clean(published_by_seq_cst);
  expect_clean(published_by_fences);
  expect_clean(published_through_an_update);
}

TEST(Atomics, WeakerOrdersGiveNone) {
  race_of(published_by_relaxed);
  race_of(published_by_half);
  race_of(overwritten_by_relaxed);
}

TEST(Atomics, APlainAccessBesideAnAtomicOneIsARace) {
  const trace::Finding race = race_of(plain_beside_atomic);
  EXPECT_TRUE(has(race.message, "atomic write")) << race.message;
}

TEST(Atomics, EverySizeDoesWhatItShould) { expect_clean(counters); }

TEST(Atomics, AreDecisions) {
  const Report report = explored(lost_by_load_and_store);
  EXPECT_TRUE(report.found(Kind::check_failed)) << report;
}

TEST(PreemptMemory, ShowsTheEffectOfARace) {
  const Report plain = explored(lost_plain_update, {.keep_going = true});
  EXPECT_TRUE(plain.found(Kind::data_race)) << plain;
  EXPECT_FALSE(plain.found(Kind::check_failed)) << plain;
  const Report report = explored(lost_plain_update, {.preempt_memory = true, .keep_going = true});
  ASSERT_TRUE(report.found(Kind::check_failed)) << report;
  for (const trace::Finding& finding : report.findings()) {
    if (finding.kind != Kind::check_failed) continue;
    EXPECT_EQ(finding.schedule.substr(0, 6), "h1::m:") << finding.schedule;
    const Report again =
        explored(lost_plain_update, {.strategy = "replay:" + finding.schedule, .keep_going = true});
    EXPECT_TRUE(again.found(Kind::check_failed)) << again;
  }
}

TEST(PreemptMemory, ARaceFreeProgramStaysOne) {
  for (const Body body : {guarded_update, handed_over, shared_pointers, neighbours, counters}) {
    const Report report = explored(body, {.preempt_memory = true});
    EXPECT_TRUE(report.ok()) << report;
  }
}

}  // namespace
}  // namespace heddle::test
