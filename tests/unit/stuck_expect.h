#pragma once

// Expectations about since when a goroutine named "worker" is certain to be stuck.

#include <gtest/gtest.h>
#include <heddle/heddle.h>

#include <algorithm>
#include <cstdint>

#include "engine/sanitizer.h"
#include "engine/stuck.h"
#include "recorded_runs.h"

namespace heddle {

#ifdef HEDDLE_ASAN
inline constexpr std::uint64_t runs_each = 4;  // its own globals are searched too, 10 MB of them
#else
inline constexpr std::uint64_t runs_each = 40;
#endif

// Lets others run, and makes steps that come after what happened before.
inline void dawdle() {
  for (int i = 0; i < 4; ++i) {
    log("on and on");
    yield();
  }
}

// "worker" never runs again, and that is known as soon as it waits and main has logged "gone",
// however long others run on.
inline void expect_certain_at_once(void (*body)()) {
  for (const char* strategy : every_strategy) {
    record_runs(body, strategy, runs_each, [&](const RecordedRun& seen) {
      const engine::Goroutine& worker = seen.goroutine("worker");
      ASSERT_NE(worker.state, trace::State::done) << strategy;
      // With whom it waits counts too.
      std::uint32_t stops = 0;
      for (std::uint32_t i = 1; i <= seen.run.goroutine_count(); ++i) {
        const engine::Goroutine& goroutine = seen.run.goroutine(i);
        if (goroutine.state == trace::State::done) continue;
        stops = std::max(stops, seen.last_event(goroutine));
      }
      const std::uint32_t gone = seen.logged("gone");
      ASSERT_NE(gone, 0U);
      EXPECT_NE(worker.certain_since, 0U) << strategy;
      EXPECT_LE(worker.certain_since, std::max(stops + 1, gone)) << strategy;
      EXPECT_GE(worker.certain_since, stops) << strategy;
      EXPECT_EQ(seen.run.stuck().revoked(), 0U) << strategy;
    });
  }
}

// "worker" never runs again, but that is not known before main has logged "gone".
inline void expect_certain_late(void (*body)()) {
  for (const char* strategy : every_strategy) {
    record_runs(body, strategy, runs_each, [&](const RecordedRun& seen) {
      const engine::Goroutine& worker = seen.goroutine("worker");
      ASSERT_NE(worker.state, trace::State::done) << strategy;
      EXPECT_GE(worker.certain_since, seen.logged("gone")) << strategy;
      EXPECT_NE(worker.certain_since, 0U) << "at the end of the run everything is certain";
      EXPECT_EQ(seen.run.stuck().revoked(), 0U) << strategy;
    });
  }
}

// Whoever waits here is woken sooner or later: nothing may ever be called certain.
inline void expect_woken(void (*body)()) {
  for (const char* strategy : every_strategy) {
    record_runs(body, strategy, runs_each, [&](const RecordedRun& seen) {
      EXPECT_EQ(seen.run.stuck().revoked(), 0U) << strategy;
      EXPECT_TRUE(seen.execution.findings.empty()) << seen.execution.findings[0].message;
      for (std::uint32_t i = 1; i <= seen.run.goroutine_count(); ++i) {
        EXPECT_EQ(seen.run.goroutine(i).certain_since, 0U) << strategy << ", G" << i;
      }
    });
  }
}

}  // namespace heddle
