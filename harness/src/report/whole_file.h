#pragma once

#include <string>
#include <string_view>

namespace heddle::report {

// Writes a file whole or not at all: under another name first, which is then changed. What is there
// already and is no plain file (a pipe, a device) is written to as it is. False with one line that
// says why.
bool write_whole_file(const std::string& path, std::string_view text, std::string& error);

}  // namespace heddle::report
