#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace heddle::search {

// 40 hexadecimal digits: how libFuzzer names its files after their contents.
std::string sha1_of(std::span<const std::uint8_t> bytes);

}  // namespace heddle::search
