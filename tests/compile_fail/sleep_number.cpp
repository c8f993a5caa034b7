// expect-gcc: use of deleted function
// expect-clang: call to deleted function 'sleep'
#include <heddle/time.h>

// Its sleep(unsigned) must not be what is called instead.
#include <unistd.h>

using namespace heddle;

void wrong() { sleep(5); }
