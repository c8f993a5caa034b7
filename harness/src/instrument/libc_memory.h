#pragma once

namespace heddle::instrument {

// From now on the C library's memcpy, memmove and memset do the work.
void find_libc_memory();

}  // namespace heddle::instrument
