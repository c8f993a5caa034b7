#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace heddle::cli {

// The bytes of a fuzzer's input; throws UsageError when the file cannot be read.
std::vector<std::uint8_t> fuzz_input_from(const std::string& path);

}  // namespace heddle::cli
