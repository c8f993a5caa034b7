#pragma once

#include <string>
#include <string_view>

namespace heddle::cli {

// A drawing of a graph in Graphviz's language, made by the program `dot`; the format is what its
// -T takes. Throws Failure: where `dot` is missing, with the package that has it.
std::string drawn(std::string_view graph, const std::string& format);

}  // namespace heddle::cli
