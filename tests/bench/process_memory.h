#pragma once

// How much memory this process has.

namespace heddle::bench {

// In use now.
double resident_bytes();

// The most that it has had in use.
double peak_bytes();

}  // namespace heddle::bench
