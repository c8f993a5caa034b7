#pragma once

// What a campaign has to say to other programs: the reports for them (junit.h, sarif.h, github.h)
// are made of this.

#include <heddle/trace/finding.h>

#include <cstdint>
#include <string>
#include <vector>

namespace heddle::report {

struct Reported {
  trace::Finding finding;
  std::string replay;  // the command that shows it again
  bool fails = true;   // false: told, but nothing fails for it (possible, without --strict)
};

// One scenario.
struct Summary {
  std::string scenario;  // its name, "(twin)" included
  double seconds = 0;
  std::uint64_t runs = 0;
  std::vector<Reported> findings;
  std::string not_green;  // why it proves nothing; empty when it does
};

// Where a finding lies: the operations that clash, else where its goroutines are. The first is the
// one to look at.
std::vector<trace::Site> places_of(const trace::Finding& finding);

}  // namespace heddle::report
