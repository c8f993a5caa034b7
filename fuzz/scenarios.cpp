// The catalogue: --scenario NAME [--twin] fuzzes one, without it all are fuzzed one after the other
// (all_scenarios.h), for -max_total_time=SECONDS in all.

#include <heddle/fuzz.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include "all_scenarios.h"
#include "catalogue.h"

namespace heddle::fuzz {
namespace {

const Scenario* chosen = nullptr;
bool twin = false;

const Scenario* find(std::string_view name) {
  for (const Scenario* scenario : scenarios::catalogue()) {
    if (name == scenario->name) return scenario;
  }
  return nullptr;
}

// The repaired twin as a scenario of its own.
const Scenario& target() {
  static Scenario fixed = *chosen;
  if (!twin) return *chosen;
  fixed.body = chosen->fixed;
  return fixed;
}

void choose_scenario(const char* name) {
  chosen = find(name == nullptr ? "" : name);
  if (chosen != nullptr) return;
  std::fprintf(stderr, "--scenario wants the name of a scenario (see 'heddle list')\n");
  std::exit(2);
}

// Takes out of the command line what is not libFuzzer's.
void read_own_options(int* argc, char** argv) {
  int kept = 1;
  for (int i = 1; i < *argc; ++i) {
    if (std::strcmp(argv[i], "--twin") == 0) {
      twin = true;
    } else if (std::strcmp(argv[i], "--scenario") == 0) {
      choose_scenario(i + 1 < *argc ? argv[++i] : nullptr);
    } else {
      argv[kept++] = argv[i];
    }
  }
  argv[kept] = nullptr;
  *argc = kept;
}

}  // namespace
}  // namespace heddle::fuzz

extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv) {
  using namespace heddle::fuzz;
  read_own_options(argc, *argv);
  if (chosen != nullptr) {
    if (twin && chosen->fixed == nullptr) {
      std::fprintf(stderr, "%s has no repaired twin\n", chosen->name);
      std::exit(2);
    }
    return heddle::fuzz_initialize(argc, argv);
  }
  std::string folder = "heddle-out/fuzz/scenarios/";
  double seconds = 60;
  std::uint64_t runs = 0;
  for (int i = 1; i < *argc; ++i) {
    const std::string word = (*argv)[i];
    if (word.starts_with("-artifact_prefix=")) folder = word.substr(17);
    if (word.starts_with("-runs=")) runs = std::strtoull(word.c_str() + 6, nullptr, 10);
    if (word.starts_with("-max_total_time=")) seconds = std::atof(word.c_str() + 16);
  }
  std::exit(fuzz_all_scenarios((*argv)[0], folder.c_str(), seconds, runs));
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return heddle::fuzz_one(heddle::fuzz::target(), data, size);
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most, unsigned seed) {
  return heddle::fuzz_mutate(data, size, most, seed);
}

extern "C" std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* a, std::size_t a_size,
                                                 const std::uint8_t* b, std::size_t b_size,
                                                 std::uint8_t* out, std::size_t most,
                                                 unsigned seed) {
  return heddle::fuzz_cross_over(a, a_size, b, b_size, out, most, seed);
}
