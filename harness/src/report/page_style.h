#pragma once

#include <string_view>

namespace heddle::report {

// A page up to its <body>, with the looks of all that page_of() puts there. It forbids browsers to
// load anything or to run scripts.
extern const std::string_view page_head;

}  // namespace heddle::report
