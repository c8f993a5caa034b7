// Compiled without debug information.

#include <heddle/heddle.h>

#include "instrument/plain_programs.h"

int n = 0;  // a C symbol, and the mangled name of a type

namespace heddle::test {

void lost_without_lines() {
  n = 0;
  WaitGroup done;
  for (int i = 0; i < 2; ++i) done.go([] { ++n; });
  done.wait();
}

}  // namespace heddle::test
