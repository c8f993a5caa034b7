#pragma once

#include <algorithm>
#include <cstdint>

#include "strategy/knowledge.h"

namespace heddle::strategy {

// How many decisions the longest run so far had that was not cut. A cut run is mostly spinning: its
// length would spread change points too thin for ever.
class Length final : public Knowledge {
 public:
  // 0: no run has been learned.
  std::uint64_t decisions() const noexcept { return longest_; }

  void end_run(const engine::RunEnd& end) override { this_run_ = end.cut ? 0 : end.decisions; }
  void write_lesson(ByteWriter& lesson) const override { lesson.put(this_run_); }
  void learn(ByteReader& lesson) override {
    longest_ = std::max(longest_, lesson.get<std::uint64_t>());
  }
  void save(ByteWriter& to) const noexcept override { to.put(longest_); }
  void resume(ByteReader& from) override { longest_ = from.get<std::uint64_t>(); }

 private:
  std::uint64_t longest_ = 0;
  std::uint64_t this_run_ = 0;
};

}  // namespace heddle::strategy
