#pragma once

#include <cstdint>

namespace heddle::engine {
struct Object;
}

namespace heddle::detail {

// What a primitive keeps in the user's memory: who it is, and where its state is in this run.
//
// The state itself belongs to the run, so a goroutine that outlives the function that declared a
// Mutex still finds the Mutex's state. A primitive may be constructed outside a run (a global);
// its state then starts fresh at its first use in each run.
class Anchor {
 public:
  Anchor() noexcept;
  Anchor(const Anchor&) = delete;
  Anchor& operator=(const Anchor&) = delete;
  ~Anchor() = default;

  // Identity: a hash of (creator, the creator's n-th creation). Never an address.
  std::uint64_t identity() const noexcept { return identity_; }

  mutable engine::Object* state = nullptr;  // valid while `run` is the number of the current run
  mutable std::uint64_t run = 0;

 private:
  std::uint64_t identity_;
};

}  // namespace heddle::detail
