// expect-gcc: use of deleted function 'heddle::Mutex::Mutex(const heddle::Mutex&)'
// expect-clang: call to implicitly-deleted copy constructor of 'const heddle::Mutex'
#include <heddle/mutex.h>

void wrong() {
  const heddle::Mutex mutex;
  const heddle::Mutex copy = mutex;
}
