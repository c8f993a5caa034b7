#include "report/summary.h"

namespace heddle::report {

std::vector<trace::Site> places_of(const trace::Finding& finding) {
  std::vector<trace::Site> places;
  for (const trace::Site& site : finding.sites) {
    if (site.line != 0) places.push_back(site);
  }
  if (!places.empty()) return places;
  for (const trace::Involved& goroutine : finding.goroutines) {
    if (goroutine.site.line != 0) places.push_back(goroutine.site);
  }
  return places;
}

}  // namespace heddle::report
