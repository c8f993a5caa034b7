#pragma once

#include <bit>
#include <cstdint>

namespace heddle::engine {

// The runs of a campaign, numbered from 0, come in batches. A strategy that learns from run to run
// does so from batch to batch: what the runs of one batch have taught counts from the next batch
// on. So the runs of a batch can be made in any order and by several processes, and what is learned
// is the same. The first runs are batches of their own, because that is where learning pays;
// later a batch is at most a sixteenth of what was run before it.
inline constexpr std::uint64_t batch_runs_most = 4096;

constexpr std::uint64_t batch_runs(std::uint64_t run) noexcept {
  constexpr std::uint64_t single_runs = 256;
  if (run < single_runs) return 1;
  const std::uint64_t size = std::bit_floor(run / 16);
  return size < batch_runs_most ? size : batch_runs_most;
}

// The first run of the batch that a run belongs to, and the first run of the next.
constexpr std::uint64_t batch_begin(std::uint64_t run) noexcept {
  return run / batch_runs(run) * batch_runs(run);
}
constexpr std::uint64_t batch_end(std::uint64_t run) noexcept {
  return batch_begin(run) + batch_runs(run);
}

}  // namespace heddle::engine
