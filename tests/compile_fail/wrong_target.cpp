// expect-gcc: no matching function for call to 'heddle::Chan<int>::on_recv(std::optional<
// expect-clang: no matching member function for call to 'on_recv'
#include <heddle/chan.h>

#include <optional>
#include <string>

void wrong() {
  const heddle::Chan<int> numbers = heddle::make_chan<int>();
  std::optional<std::string> got;
  heddle::select({numbers.on_recv(got)});
}
