#pragma once

// What a worker process tells the process that watches it, in shared memory: it can be read while
// the worker lives, and after it has died.

#include <heddle/trace/op.h>

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "engine/run.h"
#include "search/campaign.h"

namespace heddle::search {

// A place, noted by a signal handler. Where the place was looked up (engine/user_site.h), its
// strings are the worker's own: they are copied.
struct PlaceNote {
  std::uintptr_t code = 0;  // a place that only its address tells (engine/code_place.h)
  std::uint32_t line = 0;
  char file[512] = {};
  char function[128] = {};
};

// A goroutine, noted by a signal handler.
struct GoroutineNote {
  std::uint32_t ordinal = 0;  // 0: nobody was running
  std::uint32_t creator = 0;
  PlaceNote at;  // its latest operation
  PlaceNote made_at;
  char name[64] = {};
};

// What a worker notes when it dies, or is asked what it is doing.
struct Note {
  std::atomic<int> signal = 0;          // that killed it; 0: none
  std::atomic<bool> sampled = false;    // it has answered
  std::atomic<bool> exited = false;     // the scenario called exit
  std::atomic<bool> sanitizer = false;  // a sanitizer ended it
  int exit_status = 0;
  bool stack_overflow = false;
  bool null_access = false;  // the fault was near address zero
  GoroutineNote running;
  static constexpr std::uint32_t frames_most = 64;
  std::uint32_t frame_count = 0;
  std::uintptr_t frames[frames_most] = {};  // innermost first; the first is the place itself
  std::size_t learned_bytes = 0;            // what the strategy knew, in Shared::learned
};

struct Status {
  // Written by the watcher.
  std::atomic<bool> stop = false;     // end the campaign after this run
  std::atomic<bool> replace = false;  // the same, because the process has grown
  // Written by the worker.
  Counts counts;
  std::atomic<bool> idle = false;      // it waits to be told what to do
  std::atomic<bool> finished = false;  // it has done all it was to do
  std::uint64_t class_count = 0;       // in Shared::classes
  Note note;
  char divergence[512] = {};  // where a replayed schedule was left
  // How often the worker has met its n-th finding again. It is made zero by the watcher.
  static constexpr std::size_t findings_most = 4096;
  std::uint64_t again[findings_most] = {};
};

}  // namespace heddle::search
