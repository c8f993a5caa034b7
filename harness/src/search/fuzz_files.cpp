// Corpus files as tests, without libFuzzer.

#include <heddle/fuzz.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "search/fuzz_place.h"

namespace heddle {
namespace {

namespace fs = std::filesystem;

// The files that a word of the command line stands for, in the order of their names.
std::vector<fs::path> inputs_at(const fs::path& path) {
  if (!fs::is_directory(path)) return {path};
  std::vector<fs::path> paths;
  for (const fs::directory_entry& entry : fs::directory_iterator(path)) {
    if (entry.is_regular_file()) paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

bool run_file(const Scenario& scenario, const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
  if (!file.is_open() || file.bad()) {
    std::fprintf(stderr, "heddle: '%s' cannot be read\n", path.c_str());
    return false;
  }
  search::fuzz_input_stands_in(path);
  fuzz_one(scenario, reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  return true;
}

}  // namespace

int fuzz_files(const Scenario& scenario, int argc, char** argv) {
  fuzz_initialize(&argc, &argv);
  std::size_t runs = 0;
  try {
    for (int i = 1; i < argc; ++i) {
      if (*argv[i] == '-') continue;
      for (const fs::path& path : inputs_at(argv[i])) {
        if (!run_file(scenario, path)) return 2;
        ++runs;
      }
    }
  } catch (const fs::filesystem_error& error) {
    std::fprintf(stderr, "heddle: %s\n", error.what());
    return 2;
  }
  std::printf("%s: %zu inputs, nothing found\n", scenario.name, runs);
  return 0;
}

}  // namespace heddle
