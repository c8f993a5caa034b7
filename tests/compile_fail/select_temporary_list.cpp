// expect-gcc: use of deleted function 'int heddle::select(std::vector<Case>&&
// expect-clang: call to deleted function 'select'
#include <heddle/chan.h>
#include <heddle/select.h>

#include <utility>
#include <vector>

std::vector<heddle::Case> cases_of(heddle::Chan<int> chan);

void wrong() {
  const heddle::Chan<int> chan = heddle::make_chan<int>();
  heddle::select(cases_of(chan));
}
