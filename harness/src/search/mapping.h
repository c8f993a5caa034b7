#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/decision.h"

namespace heddle::engine {
struct Program;
}

namespace heddle::search {

// Zeroed memory that this process shares with those it forks. Pages cost nothing until touched.
class Mapping {
 public:
  Mapping() noexcept = default;
  explicit Mapping(std::size_t bytes);
  ~Mapping();
  Mapping(Mapping&& other) noexcept;
  Mapping& operator=(Mapping&& other) noexcept;

  void* memory() const noexcept { return memory_; }
  std::size_t bytes() const noexcept { return bytes_; }

 private:
  void* memory_ = nullptr;
  std::size_t bytes_ = 0;
};

// A decision log with room for all decisions a run of the program can take, and its memory.
class SharedLog {
 public:
  explicit SharedLog(const engine::Program& program);
  engine::DecisionLog log() const noexcept;

 private:
  std::uint64_t capacity_;
  Mapping mapping_;
};

}  // namespace heddle::search
