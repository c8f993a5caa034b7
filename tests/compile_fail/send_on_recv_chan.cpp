// expect-gcc: has no member named 'send'
// expect-clang: no member named 'send' in 'heddle::RecvChan<int>'
#include <heddle/chan.h>

void wrong() {
  const heddle::RecvChan<int> results = heddle::make_chan<int>();
  results.send(42);
}
