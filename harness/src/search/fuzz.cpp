// What libFuzzer calls: heddle/fuzz.h.

#include <heddle/fuzz.h>
#include <heddle/trace/trace_file.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "report/text.h"
#include "search/fuzz_place.h"
#include "search/fuzz_session.h"
#include "search/fuzz_signals.h"
#include "search/sha1.h"

// libFuzzer's own, where it is linked.
// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most)
    __attribute__((weak));

namespace heddle {
namespace {

// libFuzzer finds these by the name of the section, sets them to zero before each run and looks at
// them, eight at a time, after it.
constexpr std::size_t counter_count = 1U << 14U;
alignas(64) __attribute__((section("__libfuzzer_extra_counters"),
                           used)) std::uint8_t counters[counter_count];

// Where libFuzzer writes an input that crashes.
struct Files {
  std::string prefix = "./";
  std::string exact;
  std::string given;  // where the input stands already; empty: libFuzzer will write it

  std::string of(search::FuzzBytes input) const {
    return exact.empty() ? prefix + "crash-" + search::sha1_of(input) : exact;
  }
};

Files& files() {
  static Files there;
  return there;
}

std::unique_ptr<search::FuzzSession>& session() {
  static std::unique_ptr<search::FuzzSession> there;
  return there;
}

search::FuzzSession& session_for(const Scenario& scenario) {
  auto& there = session();
  if (there == nullptr) {
    there = std::make_unique<search::FuzzSession>(
        search::target_of(scenario), counters,
        LLVMFuzzerMutate == nullptr ? nullptr : LLVMFuzzerMutate);
    search::tell_of_fatal_signals(scenario.name);
  } else if (there->target().scenario != scenario.name) {
    std::fprintf(stderr, "heddle: one process fuzzes one scenario: %s is not %s\n", scenario.name,
                 there->target().scenario.c_str());
    std::abort();
  }
  return *there;
}

std::string replay_command(const search::Target& target, const std::string& file) {
  return "heddle replay '" + target.scenario + "' --fuzz-input '" + file + "'";
}

// libFuzzer writes the input when the process aborts.
[[noreturn]] void tell_and_abort(search::FuzzSession& session, search::FuzzBytes input) {
  const std::string file = files().of(input);
  const std::string trace_file = file + ".htrace";
  const std::string input_file = files().given.empty() ? file : files().given;
  const trace::Trace trace = session.record(input);
  std::string text;
  for (const trace::Finding& finding : trace.findings) {
    text += "\n" + report::text_of(finding, session.target().scenario,
                                   replay_command(session.target(), input_file));
  }
  std::string failure;
  if (trace::write_trace(trace, trace_file, failure)) {
    text += "\nthe trace is in " + trace_file +
            (files().given.empty() ? "; the input will be in " : "; the input is in ") +
            input_file + "\n";
  } else {
    text +=
        "\nheddle: " + failure + "; the schedule below shows the same\n  " + trace.schedule + "\n";
  }
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::abort();
}

}  // namespace

void search::fuzz_input_stands_in(std::string file) { files().given = std::move(file); }

int fuzz_one(const Scenario& scenario, const std::uint8_t* data, std::size_t size) {
  search::FuzzSession& session = session_for(scenario);
  const search::FuzzBytes input(data, size);
  if (session.run(input)) tell_and_abort(session, input);
  return 0;
}

std::size_t fuzz_mutate(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed) {
  if (session() == nullptr) return size;
  return session()->mutate({data, most}, size, seed);
}

std::size_t fuzz_cross_over(const std::uint8_t* a, std::size_t a_size, const std::uint8_t* b,
                            std::size_t b_size, std::uint8_t* out, std::size_t most,
                            unsigned seed) {
  return search::FuzzSession::cross({a, a_size}, {b, b_size}, {out, most}, seed);
}

int fuzz_initialize(int* argc, char*** argv) {
  constexpr std::string_view prefix = "-artifact_prefix=";
  constexpr std::string_view exact = "-exact_artifact_path=";
  for (int i = 1; i < *argc; ++i) {
    const std::string_view word = (*argv)[i];
    if (word.starts_with(prefix)) files().prefix = word.substr(prefix.size());
    if (word.starts_with(exact)) files().exact = word.substr(exact.size());
  }
  return 0;
}

}  // namespace heddle
