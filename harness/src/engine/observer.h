#pragma once

#include <heddle/here.h>
#include <heddle/trace/finding.h>
#include <heddle/trace/op.h>

#include <cstdint>
#include <vector>

namespace heddle::engine {

class Run;
struct Goroutine;
struct Object;

// Who is told what happens in a run, as it happens. It must not change anything.
class Observer {
 public:
  virtual ~Observer() = default;

  static constexpr std::uint64_t bit(trace::OpKind kind) noexcept {
    return std::uint64_t{1} << static_cast<unsigned>(kind);
  }
  // The kinds of operations it is told about, as bits; the same for a whole run.
  virtual std::uint64_t kinds() const noexcept = 0;
  // This many steps before the step limit it begins to be told about all kinds.
  virtual std::uint64_t last_steps() const noexcept = 0;

  virtual void begin(Run& run) = 0;
  // An operation has been performed or (`waits`) its goroutine begins to wait in it. Goroutine 0 is
  // the clock. The values are those of the event.
  virtual void performed(std::uint32_t goroutine, trace::OpKind kind, const Object* object,
                         const Here& at, std::uint64_t a, std::uint64_t b, bool waits) = 0;
  // Locks are told in a way of their own, because they are many and mostly of no interest: a
  // goroutine takes a lock (its operation) while it holds others (Goroutine::holds) ...
  virtual void took_more(const Goroutine& goroutine) = 0;
  // ... and a lock is given up by somebody who does not hold it.
  virtual void given_up_by_other(const Object& lock) = 0;
  // The run is over. What the engine found may be added to, or named better.
  virtual void ended(std::vector<trace::Finding>& findings) = 0;
};

static_assert(trace::op_kind_count <= 64, "Observer::bit");

}  // namespace heddle::engine
