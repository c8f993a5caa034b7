#include <cstring>
#include <vector>

#include "examples.h"

namespace heddle::examples {

constinit const Scenario out_of_memory{
    .name = "out_of_memory",
    .expect = {Kind::out_of_memory},
    .body =
        [] {
          go("hoarder", [] {
            std::vector<std::vector<char>> kept;
            for (;;) {
              kept.emplace_back(std::size_t{16} << 20, 'x');
              yield();
            }
          });
          yield();
        },
    .limits = {.memory_bytes = 256 << 20},
};

}  // namespace heddle::examples
