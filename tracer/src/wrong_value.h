#pragma once

#include <string>

namespace heddle::trace {

// What was read is not what it should be. Stays inside the readers.
struct WrongValue {
  std::string what;
};

}  // namespace heddle::trace
