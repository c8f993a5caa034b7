#pragma once

#include <string>

namespace heddle::report {

// A symbol of the program as its author would say it: "heddle::test::push(int)", "main::lambda".
// Unnamed namespaces are left out, copies that the compiler has made of a function are not told
// apart, and a lambda is one whatever the compiler calls it.
std::string readable_name(const char* symbol);

}  // namespace heddle::report
