// Instrumented code where no run is: before main, on other threads, between runs. And blocks of the
// heap that were allocated there.

#include <heddle/heddle.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "instrument/plain_programs.h"

namespace heddle::test {
namespace {

std::array<int, 64> table{};
std::atomic<int> writes{0};

// Every sort of access there is.
int use_memory() {
  std::vector<int> numbers;
  for (int i = 0; i < 64; ++i) numbers.push_back(i);
  std::array<int, 64> copy{};
  std::memcpy(copy.data(), numbers.data(), sizeof(copy));
  static const std::string word = "made by whoever comes first";
  writes.fetch_add(static_cast<int>(word.size()) - 26, std::memory_order_relaxed);
  int sum = 0;
  for (int number : copy) sum += number;
  return sum;
}

struct Early {
  int sum = use_memory();
  Early() { table.fill(1); }
};

const Early early;

// Before the constructors of any other module's objects.
[[gnu::constructor(101)]] void earliest() { table[0] = 7; }

char* kept = nullptr;

}  // namespace

int sum_before_main() { return early.sum + table[0]; }

int sum_outside() { return use_memory(); }

void allocate_outside() {
  std::free(kept);
  kept = static_cast<char*>(std::malloc(40));
}

// A block from outside is freed in the run, one from a library grows, and one lives on after it.
void blocks_from_elsewhere() {
  std::free(kept);
  kept = nullptr;
  void* aligned = nullptr;
  check(posix_memalign(&aligned, 64, 256) == 0, "there is memory");
  char* name = strdup("of the C library's own");
  WaitGroup done;
  done.go([&] {
    std::memset(aligned, 1, 256);
    name = static_cast<char*>(std::realloc(name, 4000));
    std::free(nullptr);
  });
  done.wait();
  check(std::strlen(name) == 22, "it has moved as it was");
  std::free(aligned);
  std::free(name);
  kept = static_cast<char*>(std::calloc(1, 40));
}

}  // namespace heddle::test
