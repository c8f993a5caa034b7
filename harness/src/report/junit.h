#pragma once

#include <span>
#include <string>

#include "report/summary.h"

namespace heddle::report {

// JUnit's XML, as Jenkins, GitLab and others read it: a test case for each scenario, a failure for
// each finding, an error where the result proves nothing.
std::string junit_of(std::span<const Summary> summaries);

// Text as XML takes it, inside an element or an attribute. What XML cannot hold (most control
// characters, broken UTF-8) becomes U+FFFD.
std::string xml_text(std::string_view text);

}  // namespace heddle::report
