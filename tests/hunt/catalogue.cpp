#include "hunt/catalogue.h"

#include <vector>

namespace heddle::hunt {

std::span<const Quarry> catalogue() {
  static const std::vector<Quarry> all = [] {
    std::vector<Quarry> list;
    for (const auto part :
         {orders(), atomicity(), publications(), structures(), stuck(), channels()}) {
      list.insert(list.end(), part.begin(), part.end());
    }
    return list;
  }();
  return all;
}

}  // namespace heddle::hunt
