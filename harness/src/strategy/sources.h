#pragma once

#include <cstdint>
#include <vector>

#include "engine/strategy.h"
#include "strategy/hash_index.h"

namespace heddle::strategy {

// Who wrote what an operation would read: the operation before it whose effect it meets, in the
// widest sense. A load meets the last store, an acquire the last release, a receive the send of its
// value (or the close), a send the last send or close, a signal the last wait.
struct Source {
  std::uint64_t event = 0;    // name of that operation; 0: there was none
  std::uint32_t ordinal = 0;  // of the goroutine that did it
};

// Whether an operation of this kind meets something it could also not have met: everything but
// plain writes, releases and counts.
bool reads(engine::OpKind kind) noexcept;

// Whether `later`, on the same object, would meet `earlier`.
bool meets(const trace::Touch& earlier, const trace::Touch& later) noexcept;

// The sources of a run under way.
class Sources {
 public:
  void begin_run();

  // What an operation meets, now.
  Source of(const trace::Touch& op) const noexcept;
  // It is done, or begins to wait.
  void performed(const trace::Touch& op, std::uint64_t event, std::uint32_t ordinal);

  static bool sends(engine::OpKind kind) noexcept {
    return kind == engine::OpKind::chan_send || kind == engine::OpKind::chan_try_send;
  }
  static bool receives(engine::OpKind kind) noexcept {
    return kind == engine::OpKind::chan_recv || kind == engine::OpKind::chan_try_recv;
  }

 private:
  static constexpr std::uint32_t none = ~std::uint32_t{0};
  // The last operation of one kind on one object, or a send that waits to be received. They hang in
  // a list for each object.
  struct Entry {
    trace::Touch op;
    Source source;
    std::uint64_t sequence;
    std::uint32_t next;
  };
  struct Place {
    std::uint32_t last = none;        // by kind
    std::uint32_t sent_first = none;  // not yet received
    std::uint32_t sent_last = none;
  };

  std::uint32_t new_entry(const trace::Touch& op, const Source& source, std::uint32_t next);

  HashIndex index_;  // object -> place
  std::vector<Place> places_;
  std::vector<Entry> entries_;
  std::uint64_t sequence_ = 0;
};

}  // namespace heddle::strategy
