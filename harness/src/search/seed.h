#pragma once

#include <cstdint>

namespace heddle::search {

// A seed nobody chose, from the system. Asked for once, where a campaign is given none; short
// enough to be typed.
std::uint64_t drawn_seed() noexcept;

}  // namespace heddle::search
