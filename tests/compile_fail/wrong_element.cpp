// expect-gcc: invalid conversion from 'const char*' to 'int'
// expect-clang: cannot initialize a parameter of type 'int' with an lvalue of type 'const char[6]'
#include <heddle/chan.h>

void wrong() {
  const heddle::Chan<int> numbers = heddle::make_chan<int>();
  numbers.send("seven");
}
