#pragma once

#include <cstdint>

namespace heddle::instrument {

// How far a global lies behind the beginning of the program it belongs to: the same in every
// process, wherever the program was loaded. no_offset for addresses outside it (a shared library's
// globals too).
inline constexpr std::uint64_t no_offset = ~std::uint64_t{0};
std::uint64_t module_offset(std::uintptr_t address) noexcept;

}  // namespace heddle::instrument
