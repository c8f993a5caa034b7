#pragma once

#include <heddle/here.h>
#include <heddle/object.h>

#include <cstdint>

#include "engine/vector_clock.h"

namespace heddle::engine {

struct Goroutine;
struct ObjectHashes;
struct Reach;

enum class ObjectType : std::uint8_t {
  channel,
  mutex,
  rwmutex,
  waitgroup,
  once,
  cond,
  atomic,
  var,
  map,
  pool,
  context,
  timer,
  signal,
  static_local,
  memory,
};

// "channel", "mutex", ...
const char* word(ObjectType type) noexcept;

// A place where happens-before passes through: what a release left for the acquires to come. The
// clock is for detection; `chain` is the recorder's list of the events that released.
struct Sync {
  VectorClock clock;
  std::uint32_t chain = 0;
  std::uint32_t mark = 0;  // a Follower's
};

// The state of a primitive during one run. Lives in the run's arena; each primitive derives from
// it.
struct Object {
  std::uint64_t identity = 0;
  std::uint32_t ordinal = 0;  // in the order of first use; display only
  ObjectType type = ObjectType::mutex;
  Here made_at;            // where it was made or, when it cannot know, first used
  Object* next = nullptr;  // all objects of the run, newest first
  // Goroutines that have announced an acquire of this object (linked by Goroutine::contend_next):
  // disabled together when it is taken, ready together when it is released.
  Goroutine* contenders = nullptr;
  Reach* reach = nullptr;          // recorded runs: see engine/stuck.h
  ObjectHashes* hashes = nullptr;  // see engine/class_hash.h
};

}  // namespace heddle::engine
