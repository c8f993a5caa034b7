#pragma once

#include <string>

namespace heddle::search {

// Where programs without libFuzzer have the inputs from: what is found is told with this file, the
// one that fuzz_one() is given next. (libFuzzer writes a file of its own.)
void fuzz_input_stands_in(std::string file);

}  // namespace heddle::search
