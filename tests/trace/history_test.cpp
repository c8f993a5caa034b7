// What lies between events: levels of channels, holds of locks, waits.

#include "export/history.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <utility>

#include "export/label.h"

namespace heddle::trace {
namespace {

struct Step {
  std::uint32_t goroutine;
  OpKind kind;
  std::uint32_t object;
  bool waits = false;
  std::vector<std::uint32_t> after = {};
  std::uint64_t value_a = 0;
  std::uint64_t value_b = 0;
};

// Four goroutines, and an object 1 with a buffer of `capacity`.
Trace trace_of(std::uint32_t capacity, std::initializer_list<Step> steps) {
  Trace trace;
  trace.goroutines.resize(4);
  trace.objects.push_back({1, "channel", 0, 1, capacity});
  for (const Step& step : steps) {
    Event event;
    event.number = static_cast<std::uint32_t>(trace.events.size() + 1);
    event.goroutine = step.goroutine;
    event.kind = step.kind;
    event.object = step.object;
    event.waits = step.waits;
    event.value_a = step.value_a;
    event.value_b = step.value_b;
    event.edges = static_cast<std::uint32_t>(trace.edges.size());
    event.edge_count = static_cast<std::uint16_t>(step.after.size());
    trace.edges.insert(trace.edges.end(), step.after.begin(), step.after.end());
    trace.events.push_back(event);
  }
  return trace;
}

using Levels = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

Levels levels(const Trace& trace) {
  Levels out;
  for (const Level& level : levels_of(trace)) out.emplace_back(level.event, level.count);
  return out;
}

constexpr OpKind send = OpKind::chan_send;
constexpr OpKind recv = OpKind::chan_recv;

TEST(History, SendsFillAndReceivesEmpty) {
  const Trace trace = trace_of(2, {{1, send, 1}, {1, send, 1}, {2, recv, 1, false, {1}}});
  EXPECT_EQ(levels(trace), (Levels{{1, 1}, {2, 2}, {3, 1}}));
}

TEST(History, UnbufferedChannelsHaveNoLevel) {
  const Trace trace = trace_of(0, {{1, send, 1, true}, {2, recv, 1, false, {1}}, {1, send, 1}});
  EXPECT_TRUE(levels(trace).empty());
}

TEST(History, AWaitingSendMovesUpWhenAReceiveMakesRoom) {
  const Trace trace = trace_of(1, {{1, send, 1},
                                   {3, send, 1, true},
                                   {2, recv, 1, false, {1}},
                                   {2, recv, 1, false, {2}},
                                   {3, send, 1, false, {3}, 0, 1}});
  EXPECT_EQ(levels(trace), (Levels{{1, 1}, {3, 1}, {4, 0}}));
}

TEST(History, AWaitingSendMovesUpEvenIfItNeverGoesOn) {
  const Trace trace = trace_of(
      1, {{1, send, 1}, {3, send, 1, true}, {2, recv, 1, false, {1}}, {2, recv, 1, false, {2}}});
  EXPECT_EQ(levels(trace), (Levels{{1, 1}, {3, 1}, {4, 0}}));
}

TEST(History, AWaitingReceiverTakesTheValueAtOnce) {
  const Trace trace =
      trace_of(1, {{2, recv, 1, true}, {1, send, 1}, {1, send, 1}, {2, recv, 1, false, {2}}});
  EXPECT_EQ(levels(trace), (Levels{{2, 0}, {3, 1}}));
}

TEST(History, WhatWasClosedOrRefusedMovesNothing) {
  const Trace trace = trace_of(1, {{1, OpKind::chan_close, 1},
                                   {2, recv, 1, false, {1}, 0, 1},
                                   {2, OpKind::chan_try_recv, 1, false, {}, 0},
                                   {3, OpKind::select, 1, false, {1}}});
  EXPECT_TRUE(levels(trace).empty());
}

TEST(History, ASelectTakesWhatItHasAnEdgeFrom) {
  const Trace trace =
      trace_of(3, {{1, send, 1}, {2, OpKind::select, 1}, {3, OpKind::select, 1, false, {1}}});
  EXPECT_EQ(levels(trace), (Levels{{1, 1}, {2, 2}, {3, 1}}));
}

TEST(History, WhatTheClockSendsIsNotCounted) {
  const Trace trace = trace_of(1, {{0, OpKind::timer_fire, 1}, {2, recv, 1, false, {1}}});
  EXPECT_TRUE(levels(trace).empty());
}

TEST(History, ReadersHoldBesideEachOther) {
  const Trace trace = trace_of(0, {{1, OpKind::rw_rlock, 1},
                                   {2, OpKind::rw_rlock, 1},
                                   {1, OpKind::rw_runlock, 1},
                                   {3, OpKind::rw_try_lock, 1},
                                   {2, OpKind::rw_runlock, 1},
                                   {3, OpKind::rw_lock, 1}});
  const std::vector<HoldSpan> holds = holds_of(trace);
  ASSERT_EQ(holds.size(), 3U);
  EXPECT_EQ(holds[0].to, 3U);
  EXPECT_EQ(holds[1].to, 5U);
  EXPECT_EQ(holds[2].to, 0U);
  EXPECT_TRUE(holds[0].shared && holds[1].shared && !holds[2].shared);
  EXPECT_NE(holds[0].lane, holds[1].lane);
  EXPECT_EQ(holds[2].lane, 0U);
}

TEST(History, AnybodyMayUnlock) {
  const Trace trace = trace_of(0, {{1, OpKind::mutex_lock, 1},
                                   {2, OpKind::mutex_unlock, 1},
                                   {2, OpKind::mutex_unlock, 1},
                                   {3, OpKind::mutex_try_lock, 1, false, {}, 1}});
  const std::vector<HoldSpan> holds = holds_of(trace);
  ASSERT_EQ(holds.size(), 2U);
  EXPECT_EQ(holds[0].to, 2U);
  EXPECT_EQ(holds[1].goroutine, 3U);
}

TEST(History, WaitsEndWithTheGoroutinesNextEvent) {
  Trace trace = trace_of(0, {{1, OpKind::start, 0},
                             {2, recv, 1, true},
                             {1, send, 1},
                             {2, recv, 1, false, {3}},
                             {3, recv, 1, true}});
  trace.goroutines[0].state = State::disabled;
  trace.goroutines[0].pending = OpKind::mutex_lock;
  const std::vector<WaitSpan> waits = waits_of(trace);
  ASSERT_EQ(waits.size(), 3U);
  EXPECT_EQ(waits[0].goroutine, 2U);
  EXPECT_EQ(waits[0].to, 4U);
  // Wants a lock when the run ends.
  EXPECT_EQ(waits[1].goroutine, 1U);
  EXPECT_EQ(waits[1].kind, OpKind::mutex_lock);
  EXPECT_EQ(waits[1].to, 0U);
  EXPECT_EQ(waits[2].goroutine, 3U);
  EXPECT_EQ(waits[2].to, 0U);
}

// Against the definition of UTF-8: what decodes to a character that is none of the forbidden stays,
// byte for byte.
TEST(Labels, EveryCharacterStaysOrIsReplaced) {
  for (std::uint32_t code = 0; code < 0x120000; ++code) {
    std::string text;
    const auto put = [&](std::uint32_t byte) { text += static_cast<char>(byte); };
    if (code < 0x80) {
      put(code);
    } else if (code < 0x800) {
      put(0xc0 | code >> 6);
      put(0x80 | (code & 0x3f));
    } else if (code < 0x10000) {
      put(0xe0 | code >> 12);
      put(0x80 | (code >> 6 & 0x3f));
      put(0x80 | (code & 0x3f));
    } else {
      put(0xf0 | code >> 18);
      put(0x80 | (code >> 12 & 0x3f));
      put(0x80 | (code >> 6 & 0x3f));
      put(0x80 | (code & 0x3f));
    }
    const bool forbidden =
        (code >= 0xd800 && code < 0xe000) || code > 0x10ffff || code == 0xfffe || code == 0xffff;
    std::string expected = text;
    if (forbidden) {
      expected.clear();
      for (std::size_t i = 0; i < text.size(); ++i) expected += "\xef\xbf\xbd";
    }
    if (code < 0x20 || code == 0x7f) expected = " ";
    ASSERT_EQ(clean_text(text), expected) << code;
    // Cut short it is nothing, byte for byte.
    if (text.size() > 1) {
      text.pop_back();
      std::string nothing;
      for (std::size_t i = 0; i < text.size(); ++i) nothing += "\xef\xbf\xbd";
      ASSERT_EQ(clean_text(text), nothing) << code;
    }
  }
  EXPECT_EQ(clean_text("\xc0\x80"), "\xef\xbf\xbd\xef\xbf\xbd");  // overlong
  EXPECT_EQ(clean_text("\xe0\x80\x80x").back(), 'x');
}

}  // namespace
}  // namespace heddle::trace
