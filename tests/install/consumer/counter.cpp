// Ordinary variables, and no primitive of Heddle's but the goroutines.
#include "counter.h"

#include <heddle/heddle.h>

#include <array>

namespace {

struct Page {
  char words[200] = "nothing";
};

Page page;

}  // namespace

void count_to_two() {
  int counter = 0;
  heddle::WaitGroup done;
  for (int i = 0; i < 2; ++i) {
    done.add(1);
    heddle::go([&] {
      ++counter;
      done.done();
    });
  }
  done.wait();
}

// Copies that no load or store of the source shows.
void copy_twice() {
  auto* copies = heddle::make<std::array<Page, 2>>();
  heddle::WaitGroup done;
  for (int i = 0; i < 2; ++i) {
    done.go([copies, i] {
      if (i == 0) {
        (*copies)[0] = page;
      } else {
        page = (*copies)[1];
      }
    });
  }
  done.wait();
}
