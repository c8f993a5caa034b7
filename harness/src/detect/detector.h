#pragma once

// Detectors watch what a run does, operation by operation, and say at its end what was wrong. They
// see a run while it is made (detect/live.h) or a trace of it (detect/saved.h) and give the same
// findings: what they get is the same plain data.

#include <heddle/here.h>
#include <heddle/trace/finding.h>
#include <heddle/trace/op.h>
#include <heddle/trace/state.h>

#include <cstdint>
#include <string>
#include <vector>

namespace heddle::detect {

using trace::Kind;
using trace::OpKind;
using trace::State;

// One performed operation, or the beginning of a wait.
struct Event {
  std::uint64_t number = 0;  // grows; what exactly it counts is the source's business
  std::uint64_t a = 0;       // the values of the trace's event (trace::OpInfo)
  std::uint64_t b = 0;
  std::uint32_t goroutine = 0;  // ordinal; 0: the clock
  std::uint32_t object = 0;     // ordinal; 0: none
  OpKind kind = OpKind::none;
  bool waits = false;  // it begins to wait here; it is no completion
  Here at;
};

// A place in the past of a goroutine.
struct Moment {
  std::uint32_t goroutine = 0;
  std::uint64_t time = 0;
};

// What a detector may ask about the run it watches.
class Source {
 public:
  virtual ~Source() = default;

  // The operation the goroutine has just performed.
  virtual Moment now(std::uint32_t goroutine) const = 0;
  // Whether that happens before what the goroutine does now. Where that is not known: true.
  virtual bool knows(std::uint32_t goroutine, const Moment& moment) const = 0;

  // When the run is over. `settled`: every goroutine has ended or waits for ever; the run was
  // neither cut nor ended by a finding.
  virtual bool settled() const = 0;
  virtual std::uint32_t goroutines() const = 0;  // ordinals are 1 to this
  virtual State state(std::uint32_t goroutine) const = 0;
  virtual OpKind pending(std::uint32_t goroutine) const = 0;  // what it has announced or waits in
  virtual Here pending_at(std::uint32_t goroutine) const = 0;
  virtual std::uint32_t pending_object(std::uint32_t goroutine) const = 0;
  virtual trace::Involved describe(std::uint32_t goroutine) const = 0;
  virtual std::string object_text(std::uint32_t object) const = 0;  // "mutex 2"
  virtual Here object_made_at(std::uint32_t object) const = 0;
  // A finding about the end of the run.
  virtual trace::Finding finding(Kind kind, std::string message) const = 0;
};

using Findings = std::vector<trace::Finding>;

class Detector {
 public:
  virtual ~Detector() = default;

  // A run begins; `source` lives until it is over.
  virtual void begin(const Source& source) = 0;
  virtual void performed(const Event& event) = 0;
  // The run is over. `findings` are those of the engine and of the detectors before this one; it
  // may add its own, or give one a better name.
  virtual void ended(Findings& findings) = 0;
};

inline trace::Site site_of(const Here& at) { return {at.file, at.line, at.function}; }
inline std::string place(const Here& at) { return trace::short_text(site_of(at)); }

// "G2 worker", from the description.
inline std::string label(const Source& source, std::uint32_t goroutine) {
  return trace::label(source.describe(goroutine));
}

inline bool is_blocked(const Source& source, std::uint32_t goroutine) {
  const State state = source.state(goroutine);
  return state == State::parked || state == State::disabled;
}

// Whether everybody has ended. Only then can nothing be made good any more by those who are left.
inline bool all_ended(const Source& source) {
  for (std::uint32_t g = 1; g <= source.goroutines(); ++g) {
    if (source.state(g) != State::done) return false;
  }
  return source.goroutines() != 0;
}

}  // namespace heddle::detect
