// expect-gcc: has no member named 'close'
// expect-clang: no member named 'close' in 'heddle::RecvChan<int>'
#include <heddle/chan.h>

void wrong() {
  const heddle::RecvChan<int> results = heddle::make_chan<int>();
  results.close();
}
