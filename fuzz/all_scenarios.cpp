#include "all_scenarios.h"

#include <heddle/scenario.h>
#include <heddle/trace/trace_file.h>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "catalogue.h"

namespace heddle::fuzz {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

struct Job {
  const Scenario* scenario;
  bool twin;
};

// What a finished fuzzer has left.
struct Outcome {
  int status = 0;
  std::optional<trace::Trace> trace;  // of what it found
  std::string input;
};

std::string prefix_of(const std::string& folder, const Job& job) {
  std::string name = job.scenario->name;
  std::replace(name.begin(), name.end(), '/', '.');
  return folder + name + (job.twin ? ".twin." : ".");
}

// The exit status of the child, 0 when its time was up. libFuzzer counts in whole seconds, which is
// long for so many scenarios: it is interrupted instead. Its handler prints, and waits for ever
// when the signal came in the middle of printing: then it is killed.
int wait_for(pid_t child, double seconds) {
  constexpr double patience_seconds = 1;
  constexpr int interrupted = 72;  // libFuzzer's status then, once it has begun
  const auto begin = Clock::now();
  for (bool told = false;;) {
    int status = 0;
    const pid_t ended = waitpid(child, &status, WNOHANG);
    if (ended < 0 && errno != EINTR) return 127;
    if (ended == child) {
      const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
      return told && (code == interrupted || code == 128 + SIGINT || code == 128 + SIGKILL) ? 0
                                                                                            : code;
    }
    const double used = std::chrono::duration<double>(Clock::now() - begin).count();
    if (used > seconds && !told) {
      kill(child, SIGINT);
      told = true;
    }
    if (used > seconds + patience_seconds) kill(child, SIGKILL);
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

// Runs this program with these words for at most so long; its output goes to a file. Returns its
// exit status, 0 when the time was up.
int run(const char* program, const Job& job, const std::vector<std::string>& words,
        const std::string& log, double seconds) {
  std::vector<std::string> all = {program, "--scenario", job.scenario->name};
  if (job.twin) all.emplace_back("--twin");
  all.insert(all.end(), words.begin(), words.end());
  std::vector<char*> argv;
  for (std::string& word : all) argv.push_back(word.data());
  argv.push_back(nullptr);
  const pid_t child = fork();
  if (child == 0) {
    const int out = open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (out < 0) _exit(126);
    dup2(out, STDOUT_FILENO);
    dup2(out, STDERR_FILENO);
    execv("/proc/self/exe", argv.data());
    _exit(127);
  }
  return child < 0 ? 127 : wait_for(child, seconds);
}

// Names are of contents, so two campaigns of a scenario may leave several; the newest counts.
void find_result(const std::string& prefix, Outcome& outcome) {
  fs::file_time_type newest{};
  const fs::path start(prefix);
  for (const fs::directory_entry& entry : fs::directory_iterator(start.parent_path())) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(start.filename().string() + "crash-") || name.ends_with(".htrace")) {
      continue;
    }
    if (!outcome.input.empty() && entry.last_write_time() < newest) continue;
    newest = entry.last_write_time();
    outcome.input = entry.path().string();
  }
  trace::TraceError error;
  if (!outcome.input.empty()) outcome.trace = trace::read_trace(outcome.input + ".htrace", error);
}

bool expects(const Scenario& scenario, const trace::Trace& trace) {
  return !trace.findings.empty() && scenario.expect.contains(trace.findings.front().kind);
}

std::string bytes_of(const trace::Trace& trace) { return trace::to_bytes(trace); }

// Whether the same input, in a process of its own and without fuzzing, gives the same trace.
bool comes_again(const char* program, const Job& job, const std::string& prefix,
                 const Outcome& outcome) {
  const std::string exact = prefix + "again";
  constexpr double most_seconds = 60;
  run(program, job, {"-exact_artifact_path=" + exact, outcome.input}, prefix + "again.log",
      most_seconds);
  trace::TraceError error;
  const auto again = trace::read_trace(exact + ".htrace", error);
  return again && bytes_of(*again) == bytes_of(*outcome.trace);
}

// A line about the job; whether all is as it should be.
bool fuzz(const char* program, const std::string& folder, const Job& job, double seconds,
          std::uint64_t runs) {
  const std::string prefix = prefix_of(folder, job);
  const auto begin = Clock::now();
  Outcome outcome;
  std::vector<std::string> words = {"-artifact_prefix=" + prefix, "-print_final_stats=1"};
  if (runs != 0) words.push_back("-runs=" + std::to_string(runs));
  outcome.status = run(program, job, words, prefix + "log", seconds);
  const double took = std::chrono::duration<double>(Clock::now() - begin).count();
  std::string said = "nothing found";
  bool good = outcome.status == 0;
  if (outcome.status != 0) {
    find_result(prefix, outcome);
    good = false;
    if (!outcome.trace) {
      said = "ended with status " + std::to_string(outcome.status) + ": see " + prefix + "log";
    } else {
      const bool expected = !job.twin && expects(*job.scenario, *outcome.trace);
      const bool again = comes_again(program, job, prefix, outcome);
      good = expected && again;
      said = std::string(trace::word(outcome.trace->findings.front().kind)) +
             (expected ? "" : ", which it does not expect") +
             (again ? ", again the same: " : ", which does not come again: ") + outcome.input;
    }
  } else if (!job.twin) {
    good = job.scenario->expect.empty();
  }
  // One call, so that lines of several threads do not mix.
  std::printf("%-8s %s%s: %s (%.2f s)\n", good ? "ok" : "NOT OK", job.scenario->name,
              job.twin ? " (twin)" : "", said.c_str(), took);
  std::fflush(stdout);
  return good;
}

// What is to show something comes first: it ends as soon as it does, and what it leaves of its time
// is for the others.
std::vector<Job> all_jobs() {
  std::vector<Job> jobs;
  for (const bool shows_nothing : {false, true}) {
    for (const Scenario* scenario : scenarios::catalogue()) {
      if (scenario->expect.empty() == shows_nothing) jobs.push_back({scenario, false});
    }
  }
  for (const Scenario* scenario : scenarios::catalogue()) {
    if (scenario->fixed != nullptr) jobs.push_back({scenario, true});
  }
  return jobs;
}

// The most a job may take of the seconds that so many jobs have left on so many processors. What is
// to show something gets as much as it may well need, however slow the machine.
double share_of(const Job& job, double left, std::size_t jobs, std::size_t processors) {
  constexpr double least = 0.1;
  constexpr double least_to_show_something = 10;
  if (!job.twin && !job.scenario->expect.empty()) {
    return std::max(least_to_show_something, left / 4);
  }
  return std::max(least, left * static_cast<double>(processors) / static_cast<double>(jobs));
}

}  // namespace

int fuzz_all_scenarios(const char* program, const char* folder, double seconds,
                       std::uint64_t runs) {
  std::error_code problem;
  fs::create_directories(folder, problem);
  if (problem || access(folder, W_OK) != 0) {
    std::fprintf(stderr,
                 "the folder '%s' cannot be written to; -artifact_prefix=FOLDER/ names one\n",
                 folder);
    return 3;
  }
  const std::vector<Job> jobs = all_jobs();
  const std::size_t processors = std::max(1U, std::thread::hardware_concurrency());
  const auto begin = Clock::now();
  std::atomic<std::size_t> next = 0;
  std::atomic<bool> all_good = true;
  const auto work = [&] {
    for (std::size_t i = next++; i < jobs.size(); i = next++) {
      const double used = std::chrono::duration<double>(Clock::now() - begin).count();
      const double left = std::max(0.0, seconds - used);
      const double share = share_of(jobs[i], left, jobs.size() - i, processors);
      if (!fuzz(program, folder, jobs[i], share, runs)) all_good = false;
    }
  };
  std::vector<std::thread> others;
  while (others.size() + 1 < processors) others.emplace_back(work);
  work();
  for (std::thread& other : others) other.join();
  return all_good ? 0 : 1;
}

}  // namespace heddle::fuzz
