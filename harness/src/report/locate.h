#pragma once

#include <heddle/here.h>

#include <cstdint>

namespace heddle::report {

// The innermost place in the user's code at a return address of this process, or null when the code
// there is Heddle's, the system's or unknown. What it points to lives as long as the process.
const Here* locate(std::uintptr_t return_address);

// From now on operations that were called through a system header are told with the user's line.
void locate_user_sites();

}  // namespace heddle::report
