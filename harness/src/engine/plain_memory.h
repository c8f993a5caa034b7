#pragma once

// Where the engine meets the runtime of instrumented code (harness/src/instrument), which checks
// accesses to plain memory.
//
// A MOMENT of a goroutine in a run fits in one word, its access key: the compiler calls the runtime
// before every load and store, and what decides there is the comparison of two such words.
//
//     63..40  number of the run, never 0: no key of an earlier run equals one of this run, so
//             nothing has to be cleared between runs
//     39..24  slot of the goroutine
//     23..0   its time: how often it has released something
//
// The engine keeps the running goroutine's key where the runtime finds it, and takes it away while
// the harness itself is at work: a strategy's tables, say, are nobody's data race.

#include <cstddef>
#include <cstdint>

namespace heddle::engine {

class Run;
struct Goroutine;

namespace access_key {

inline constexpr unsigned run_shift = 40;
inline constexpr unsigned slot_shift = 24;
inline constexpr std::uint64_t run_mask = 0xffffff;
inline constexpr std::uint64_t slot_mask = 0xffff;
inline constexpr std::uint64_t time_mask = 0xffffff;
// The two highest slots stand for something else (instrument/shadow.h).
inline constexpr std::uint32_t slots_max = slot_mask - 1;

constexpr std::uint64_t make(std::uint64_t run_tag, std::uint32_t slot,
                             std::uint32_t time) noexcept {
  return run_tag | std::uint64_t{slot} << slot_shift | time;
}
constexpr std::uint32_t slot_of(std::uint64_t key) noexcept {
  return static_cast<std::uint32_t>(key >> slot_shift & slot_mask);
}
constexpr std::uint32_t time_of(std::uint64_t key) noexcept {
  return static_cast<std::uint32_t>(key & time_mask);
}

}  // namespace access_key

// What the runtime looks at in every access.
struct AccessView {
  std::uint64_t key = 0;  // of the running goroutine, to be compared with; 0: take the slow path
  std::uint64_t now = 0;  // the same key; 0: accesses are not checked now
  std::uintptr_t* frames = nullptr;  // its shadow call stack: return addresses, outermost first
  std::uint32_t depth = 0;           // how many; more than frames_max are counted, not kept
  bool every = false;                // each access is wanted (`key` stays 0)
  std::uint32_t unwatched = 0;       // how many Unwatched live
  static constexpr std::uint32_t frames_max = 256;
};
#ifdef __GNUC__
[[gnu::tls_model("initial-exec")]]
#endif
extern constinit thread_local AccessView access_view;

// What the runtime does for the engine.
class PlainMemory {
 public:
  virtual void begin_run(Run& run) = 0;
  // A goroutine gets its stack; `used_before`: another one of this run has had it.
  virtual void take_stack(const Goroutine& owner, bool used_before) = 0;
  // What `me` knows is released to those who will see the flag at this address by an acquiring
  // load: the guard of a function-local static.
  virtual void publish(const void* address, Goroutine& me) = 0;
  // make<T> has given memory to `me`.
  virtual void made(const void* address, std::size_t bytes, Goroutine& me) = 0;
  // Whether any access of the current run was seen.
  virtual bool saw_accesses() const noexcept = 0;

 protected:
  ~PlainMemory() = default;
};

// Null as long as no instrumented code was loaded.
inline constinit PlainMemory* plain_memory = nullptr;

// While one of these lives, accesses are not checked: the harness calls back into the program's own
// code (to move an element of a channel) for its own purposes.
class Unwatched {
 public:
  Unwatched() noexcept : now_(access_view.now), key_(access_view.key) {
    access_view.now = 0;
    access_view.key = 0;
    ++access_view.unwatched;
  }
  ~Unwatched() {
    --access_view.unwatched;
    access_view.now = now_;
    access_view.key = key_;
  }
  Unwatched(const Unwatched&) = delete;
  Unwatched& operator=(const Unwatched&) = delete;
  static bool any() noexcept { return access_view.unwatched != 0; }

 private:
  std::uint64_t now_;
  std::uint64_t key_;
};

}  // namespace heddle::engine
