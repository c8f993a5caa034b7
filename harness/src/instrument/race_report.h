#pragma once

// Findings about plain memory: two accesses that nothing orders, an access to memory that is gone.
//
// In a campaign both places are known, no more. In the recorded run of the finding each side has
// its call stack and the locks it held.

#include <cstdint>

#include "engine/run.h"
#include "instrument/block_table.h"
#include "instrument/context_table.h"
#include "instrument/history.h"

namespace heddle::instrument {

// Where the second access is made, and what is known of the first.
struct Scene {
  engine::Run& run;
  engine::Goroutine& me;
  const ContextTable& contexts;
  const BlockTable& blocks;
  const engine::Goroutine* stack_owner;  // whose stack the memory lies on, or null
};

// Each adds a finding, once a run for each pair of places.
void report_race(const Scene& scene, std::uintptr_t address, const Access& access,
                 const Verdict& verdict);
void report_free(const Scene& scene, std::uintptr_t address, const Access& access,
                 const Verdict& verdict);
void report_dead_stack(const Scene& scene, std::uintptr_t address, const Access& access);

}  // namespace heddle::instrument
