#pragma once

namespace heddle::engine {

// While fuzz_input() (heddle/fuzz.h) draws its bytes, as one choose() for their number and
// random_u64() for each eight of them. To all strategies but the one that has such bytes these are
// choices like all others.
inline constinit thread_local bool drawing_input = false;

}  // namespace heddle::engine
