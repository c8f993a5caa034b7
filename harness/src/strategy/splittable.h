#pragma once

// A search through all there is that can be split into parts, for several workers and machines.
//
// A PART is a search too. What the parts show together is what the whole would have shown, and no
// two of them show the same, although none knows what the others meet.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/strategy.h"

namespace heddle::strategy {

// What a strategy saves.
using Bytes = std::vector<std::byte>;

inline Bytes saved_state(const engine::Strategy& strategy) {
  Bytes bytes(strategy.save({}));
  strategy.save(bytes);
  return bytes;
}

class Splittable : public engine::Strategy {
 public:
  // False: these settings do not allow it.
  virtual bool can_split() const = 0;
  // Looks for the next run already, so that what is saved now begins with it. False: there is none.
  virtual bool poise() = 0;
  // After the run before which `start` was saved: adds the parts into which what was left at
  // `start`, that run included, falls, in the order in which they are best explored. False: it
  // stays in one.
  virtual bool split(const Bytes& start, std::vector<Bytes>& parts) = 0;
  // Whether each of its runs so far only repeats what other parts show.
  virtual bool shows_nothing() const { return false; }

  // Why the search must begin again, which only the whole can do by itself.
  enum class Tear : std::uint8_t {
    none,
    lost,     // a run left the known path
    mistaken  // what it has relied on is not so
  };
  virtual Tear tear() const = 0;
  // The whole search from its beginning, with what was found out.
  virtual void begin_again() = 0;
};

}  // namespace heddle::strategy
