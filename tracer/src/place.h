#pragma once

#include <string>

#include "heddle/trace/finding.h"

namespace heddle::trace {

// " (pool.cpp:20)", to put behind what happened there; empty for a site without a line.
inline std::string place(const Site& site) {
  if (site.line == 0) return {};
  const std::size_t slash = site.file.rfind('/');
  const std::string file = slash == std::string::npos ? site.file : site.file.substr(slash + 1);
  return " (" + file + ":" + std::to_string(site.line) + ")";
}

}  // namespace heddle::trace
