#pragma once

#include <heddle/trace/finding.h>

#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>

#include "wrong_value.h"

namespace heddle::trace {

inline constexpr std::uint64_t any_u32 = std::numeric_limits<std::uint32_t>::max();
inline constexpr std::uint64_t any_u64 = std::numeric_limits<std::uint64_t>::max();

// Each gives the value or throws WrongValue.
const nlohmann::json& member(const nlohmann::json& object, const char* key);
std::string text_of(const nlohmann::json& value);
std::uint64_t number_of(const nlohmann::json& value, std::uint64_t most);
bool flag_of(const nlohmann::json& value);
const nlohmann::json::array_t& list_of(const nlohmann::json& value);

nlohmann::json value_of(const Finding& finding);
Finding finding_of(const nlohmann::json& value);

// One line, invalid UTF-8 replaced.
std::string line_of(const nlohmann::json& value);

}  // namespace heddle::trace
