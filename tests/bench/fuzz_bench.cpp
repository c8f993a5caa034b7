// heddle_fuzz_bench: how many schedules the fuzzer needs for the bugs of the hunt, with libFuzzer
// itself as the loop, beside the strategies that docs/strategies.md compares.
//
// Each campaign is a process of its own: libFuzzer and what the mutator knows begin anew.

#include <heddle/scenario.h>

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hunt/catalogue.h"
#include "hunt/measure.h"
#include "search/fuzz_session.h"

// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerRunDriver(int* argc, char*** argv,
                                   int (*callback)(const std::uint8_t* data, std::size_t size));
// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

namespace heddle::hunt {
namespace {

alignas(64)
    __attribute__((section("__libfuzzer_extra_counters"), used)) std::uint8_t counters[1U << 14U];

std::unique_ptr<search::FuzzSession> session;
int answer_to = -1;

int run_one(const std::uint8_t* data, std::size_t size) {
  if (!session->run({data, size})) return 0;
  const std::uint64_t schedules = session->runs();
  const bool told = write(answer_to, &schedules, sizeof schedules) == sizeof schedules;
  _exit(told ? 0 : 3);
}

void fuzz(const Scenario& scenario, std::uint64_t seed, std::uint64_t limit) {
  session = std::make_unique<search::FuzzSession>(search::target_of(scenario), counters,
                                                  LLVMFuzzerMutate);
  std::string words[] = {"fuzz", "-seed=" + std::to_string(seed), "-runs=" + std::to_string(limit),
                         "-verbosity=0", "-print_final_stats=0"};
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  int argc = static_cast<int>(argv.size());
  argv.push_back(nullptr);
  char** args = argv.data();
  // What libFuzzer says of itself is of no interest here.
  if (std::freopen("/dev/null", "w", stderr) == nullptr) _exit(3);
  LLVMFuzzerRunDriver(&argc, &args, run_one);
  _exit(0);
}

std::uint64_t schedules_of(const Scenario& scenario, std::uint64_t seed, std::uint64_t limit) {
  int ends[2];
  if (pipe(ends) != 0) std::abort();
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    answer_to = ends[1];
    fuzz(scenario, seed, limit);
  }
  close(ends[1]);
  std::uint64_t schedules = 0;
  const bool found = read(ends[0], &schedules, sizeof schedules) == sizeof schedules;
  close(ends[0]);
  waitpid(child, nullptr, 0);
  return found ? std::min(schedules, limit + 1) : limit + 1;
}

std::uint64_t mean_of_fuzzer(const Quarry& quarry, std::uint64_t seeds, std::uint64_t limit) {
  const Scenario scenario{
      .name = quarry.name, .expect = {quarry.shows}, .body = quarry.body, .detect_races = false};
  std::vector<std::uint64_t> all;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    all.push_back(schedules_of(scenario, seed, limit));
  }
  return mean_hundredths(all);
}

// The strategies whose runs owe nothing to what earlier runs have shown about the program, but for
// how long they are.
constexpr std::string_view not_guided[] = {"surw",         "pos",   "urw",   "pct:depth=3",
                                           "pct:depth=10", "burst", "random"};

std::string cell(std::uint64_t hundredths, std::uint64_t limit) {
  char text[32];
  std::snprintf(text, sizeof text, hundredths < 10'000 ? "%.1f" : "%.0f",
                static_cast<double>(hundredths) / 100);
  return std::string(text) + (hundredths > 100 * limit ? "+" : "");
}

int table(std::uint64_t seeds, std::uint64_t limit) {
  std::printf(
      "| program | fuzzer | portfolio | rfc | best without guidance |\n"
      "| --- | ---: | ---: | ---: | ---: |\n");
  unsigned slow = 0;
  unsigned fewer = 0;
  for (const Quarry& quarry : catalogue()) {
    const std::uint64_t fuzzer = mean_of_fuzzer(quarry, seeds, limit);
    const auto mean = [&](std::string_view strategy) {
      return mean_hundredths(schedules_to_bug(quarry, {std::string(strategy), limit, seeds}));
    };
    const std::uint64_t portfolio = mean("portfolio");
    std::uint64_t best = ~std::uint64_t{0};
    std::string_view by;
    for (const std::string_view strategy : not_guided) {
      const std::uint64_t of_this = mean(strategy);
      if (of_this >= best) continue;
      best = of_this;
      by = strategy;
    }
    slow += fuzzer > 3 * portfolio ? 1 : 0;
    fewer += fuzzer < best ? 1 : 0;
    std::printf("| %s | %s | %s | %s | %s %s |%s\n", quarry.name, cell(fuzzer, limit).c_str(),
                cell(portfolio, limit).c_str(), cell(mean("rfc"), limit).c_str(),
                cell(best, limit).c_str(), std::string(by).c_str(),
                fuzzer > 3 * portfolio ? " more than 3 times portfolio" : "");
    std::fflush(stdout);
  }
  std::printf(
      "\n%zu programs, %llu seeds, campaigns of %llu schedules; more than 3 times the "
      "portfolio: %u; fewer than every strategy without guidance: %u\n",
      catalogue().size(), static_cast<unsigned long long>(seeds),
      static_cast<unsigned long long>(limit), slow, fewer);
  return slow == 0 && fewer >= 5 ? 0 : 1;
}

}  // namespace
}  // namespace heddle::hunt

// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most, unsigned seed) {
  return heddle::hunt::session->mutate({data, most}, size, seed);
}

// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* a, std::size_t a_size,
                                                 const std::uint8_t* b, std::size_t b_size,
                                                 std::uint8_t* out, std::size_t most,
                                                 unsigned seed) {
  return heddle::search::FuzzSession::cross({a, a_size}, {b, b_size}, {out, most}, seed);
}

int main(int argc, char** argv) {
  const auto number = [&](int at, std::uint64_t usual) {
    return argc > at ? std::strtoull(argv[at], nullptr, 10) : usual;
  };
  return heddle::hunt::table(number(1, 20), number(2, 1000));
}
