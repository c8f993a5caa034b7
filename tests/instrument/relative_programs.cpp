// Compiled under the name "relative_programs.cpp", in its folder.

#include <heddle/heddle.h>

#include <mutex>

#include "instrument/plain_programs.h"

namespace heddle::test {

void lost_between_locks() {
  auto* mutex = make<Mutex>();
  auto* value = make<int>(0);
  WaitGroup done;
  for (int i = 0; i < 2; ++i) {
    done.go([=] {
      int seen = 0;
      {
        const std::lock_guard guard(*mutex);
        seen = *value;
      }
      const std::lock_guard guard(*mutex);
      *value = seen + 1;
    });
  }
  done.wait();
  check(*value == 2, "both are counted");
}

}  // namespace heddle::test
