#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "report/columns.h"
#include "report/event_list.h"
#include "report/explain.h"
#include "report/symbolise.h"
#include "report/text.h"
#include "report/wrap.h"

namespace heddle::report {
namespace {

using trace::Event;
using trace::OpKind;
using trace::State;
using trace::Trace;

std::size_t widest_line(const std::string& text) {
  std::size_t widest = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin);
    widest = std::max(widest, end - begin);
    begin = end + 1;
  }
  return widest;
}

std::string last_line(const std::string& text) {
  const std::size_t begin = text.rfind('\n', text.size() - 2);
  return text.substr(begin + 1);
}

// Main receives on a channel on which the worker has sent before it ended.
Trace sample(std::uint32_t goroutines = 2) {
  Trace trace;
  trace.scenario = "s";
  trace.sites = {{"dir/a.cpp", 1, "f"}, {"dir/a.cpp", 22, "operator()"}};
  trace.goroutines.resize(goroutines);
  for (std::uint32_t i = 1; i < goroutines; ++i) {
    trace.goroutines[i] = {1, i, 1, i == 1 ? "worker" : "", State::done, OpKind::none, 0, {}};
  }
  trace.goroutines[0].state = State::parked;
  trace.goroutines[0].pending = OpKind::chan_recv;
  trace.goroutines[0].waits_for = {1};
  trace.objects = {{7, "channel", 1, 1}};
  for (std::uint32_t i = 0; i < goroutines; ++i) {
    Event event;
    event.number = i + 1;
    event.goroutine = i + 1;
    event.kind = OpKind::chan_send;
    event.object = 1;
    event.site = 2;
    trace.events.push_back(event);
  }
  trace::Finding finding;
  finding.kind = trace::Kind::deadlock;
  finding.message = "all goroutines are asleep - deadlock!";
  finding.goroutines.push_back(trace::involved(trace, 1));
  trace.findings.push_back(finding);
  return trace;
}

TEST(Wrap, BreaksAtSpacesOnly) {
  EXPECT_EQ(wrap("a ", "b c", 2), "a b c\n");
  const std::string text = wrap("note: ", std::string(70, 'x') + " " + std::string(70, 'y'), 4);
  EXPECT_EQ(text, "note: " + std::string(70, 'x') + "\n    " + std::string(70, 'y') + "\n");
  EXPECT_EQ(wrap("", std::string(200, 'z'), 0), std::string(200, 'z') + "\n");
  EXPECT_EQ(wrap("  ", "", 2), "  \n");
}

TEST(Text, SaysWhoCouldHaveHelpedAndEndsWithTheCommand) {
  Trace trace = sample();
  explain(trace);
  const std::string text =
      text_of(trace.findings[0], "s", "heddle replay a-very-long-name" + std::string(80, 'x'));
  EXPECT_NE(text.find("deadlock: all goroutines are asleep"), std::string::npos) << text;
  EXPECT_NE(text.find("G1 [chan receive]"), std::string::npos) << text;
  EXPECT_NE(text.find("could have been woken by G2 worker (last chan-send at dir/a.cpp:22, has\n"),
            std::string::npos)
      << text;
  EXPECT_EQ(last_line(text), "  heddle replay a-very-long-name" + std::string(80, 'x') + "\n");
  EXPECT_EQ(text.find('\033'), std::string::npos);
  EXPECT_NE(text_of(trace.findings[0], "s", "c", {true}).find('\033'), std::string::npos);
}

TEST(Text, FitsThePage) {
  Trace trace = sample(40);
  for (std::uint32_t i = 1; i <= 40; ++i) {
    trace.findings[0].goroutines.push_back(trace::involved(trace, i));
  }
  trace.findings[0].message += " " + trace.findings[0].message;
  trace.findings[0].notes.emplace_back(
      "word word word word word word word word word word word word "
      "word word word word word word word word word word");
  explain(trace);
  const std::string text = text_of(trace.findings[0], "s", "heddle replay x");
  EXPECT_LE(widest_line(text), page_columns) << text;
  EXPECT_NE(text.find("and 25 more goroutines"), std::string::npos) << text;
}

TEST(Explain, NobodyEver) {
  Trace trace = sample();
  trace.events[1].kind = OpKind::chan_recv;  // a receive does not feed a receiver
  explain(trace);
  ASSERT_EQ(trace.findings[0].goroutines[0].could_wake.size(), 1U);
  EXPECT_EQ(trace.findings[0].goroutines[0].could_wake[0],
            "nobody else ever sends on it or closes it");
}

TEST(Explain, NamesTheHolder) {
  Trace trace = sample();
  trace.goroutines[0].pending = OpKind::mutex_lock;
  trace.goroutines[0].state = State::disabled;
  trace.events[0].kind = OpKind::mutex_unlock;
  trace.events[1].kind = OpKind::mutex_lock;
  explain(trace);
  EXPECT_EQ(trace.findings[0].goroutines[0].could_wake[0],
            "G2 worker (holds it since dir/a.cpp:22, has ended)");
}

TEST(Columns, FitThePageForAnyNumberOfGoroutines) {
  for (std::uint32_t goroutines = 1; goroutines <= 60; ++goroutines) {
    const Trace trace = sample(goroutines);
    const std::string text = columns_of(trace);
    EXPECT_LE(widest_line(text), page_columns) << text;
    // A line each, and the heads.
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), goroutines + 1) << text;
  }
  EXPECT_NE(columns_of(sample(9)).find("G9 chan-send"), std::string::npos);
}

// The line is what a reader looks up: a narrow column cuts the file's name, from the left.
TEST(Columns, KeepTheLineOfAPlace) {
  for (std::uint32_t goroutines = 1; goroutines <= 12; ++goroutines) {
    Trace trace = sample(goroutines);
    trace.sites[1] = {"dir/a_rather_long_name_of_a_file.cpp", 14, "f"};
    const std::string text = columns_of(trace);
    std::size_t told = 0;
    for (std::size_t at = 0; (at = text.find(":14\n", at)) != std::string::npos; ++at) ++told;
    EXPECT_EQ(told, goroutines) << text;
    EXPECT_LE(widest_line(text), page_columns) << text;
    if (goroutines == 2) {
      EXPECT_NE(text.find("chan-send channel 1 ~of_a_file.cpp:14\n"), std::string::npos) << text;
    }
  }
}

TEST(EventList, TimesAreToldAsPeopleWriteThem) {
  Event event;
  event.kind = OpKind::time_now;
  const auto told = [&event](std::uint64_t time_ns) {
    event.value_a = time_ns;
    return trace::values_text(event);
  };
  EXPECT_EQ(told(0), "time=0s");
  EXPECT_EQ(told(1), "time=1ns");
  EXPECT_EQ(told(1'500), "time=1.5us");
  EXPECT_EQ(told(20'000'000), "time=20ms");
  EXPECT_EQ(told(1'500'000'000), "time=1.5s");
  EXPECT_EQ(told(1'000'000'001), "time=1.000000001s");
  EXPECT_EQ(told(60'000'000'000), "time=1m");
  EXPECT_EQ(told(90'010'000'000), "time=1m30.01s");
  EXPECT_EQ(told(7'200'000'000'000), "time=2h");
  event.kind = OpKind::sleep;
  EXPECT_EQ(told(5'000'000), "duration=5ms");
}

TEST(Headline, SaysItsKindOnce) {
  trace::Finding finding;
  finding.kind = trace::Kind::check_failed;
  finding.message = "check failed: all arrive";
  EXPECT_EQ(headline(finding), "check-failed: all arrive");
  finding.kind = trace::Kind::double_close;
  finding.message = "panic: close of closed channel";
  EXPECT_EQ(headline(finding), "double-close: panic: close of closed channel");
  finding.possible = true;
  EXPECT_EQ(headline(finding), "double-close (possible): panic: close of closed channel");
}

TEST(EventList, OneLineAnEvent) {
  Trace trace = sample();
  EXPECT_EQ(line_of(trace, trace.events[1]),
            "2 G2 worker: chan-send slot=0 waited=0 on channel 1 at dir/a.cpp:22");
  trace.events[1].waits = true;
  trace.events[1].edge_count = 1;
  trace.edges = {1};
  EXPECT_EQ(line_of(trace, trace.events[1]),
            "2 G2 worker: chan-send waits on channel 1 at dir/a.cpp:22 after 1");
  trace.texts = {"two\nlines"};
  trace.events[0].kind = OpKind::log;
  trace.events[0].value_a = 1;
  EXPECT_EQ(line_of(trace, trace.events[0]).find('\n'), std::string::npos);
}

__attribute__((noinline)) std::uintptr_t here() {
  return reinterpret_cast<std::uintptr_t>(__builtin_return_address(0)) - 1;
}

TEST(Symbolise, KnowsThisPlace) {
  Symboliser symboliser;
  const auto frames = symboliser.frames(here());
  ASSERT_FALSE(frames.empty());
  EXPECT_NE(frames[0].file.find("report_test.cpp"), std::string::npos) << frame_text(frames[0]);
  EXPECT_EQ(frames[0].line, static_cast<std::uint32_t>(__LINE__ - 3));
  EXPECT_NE(frames[0].function.find("KnowsThisPlace"), std::string::npos);
  EXPECT_TRUE(symboliser.frames(1).empty());
}

}  // namespace
}  // namespace heddle::report
