// Ordinary variables, and no primitive of Heddle's but the goroutines.
#include <heddle/heddle.h>

#include "counter.h"

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
