#include <fmt/format.h>
#include <heddle/trace/trace_file.h>

#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include "cli/campaign_settings.h"
#include "cli/command.h"
#include "cli/console.h"
#include "cli/findings_text.h"
#include "cli/fuzz_input_file.h"
#include "cli/trace_input.h"
#include "report/text.h"
#include "report/whole_file.h"
#include "search/fuzz_run.h"
#include "search/sha1.h"

namespace heddle::cli {
namespace {

struct CorpusSettings {
  std::string scenario;  // of inputs
  bool twin = false;
  std::vector<std::string> files;
  std::string out;
  std::string run_timeout = "10";

  search::Isolation isolation() const {
    search::Isolation isolation;
    isolation.run_timeout_seconds = seconds_of(run_timeout, "--run-timeout");
    return isolation;
  }
};

void make_folder(const std::string& path) {
  std::error_code problem;
  std::filesystem::create_directories(path, problem);
  if (problem) throw Failure{"the folder '" + path + "' cannot be made: " + problem.message()};
}

// The scenario that a trace is of, and how it was run.
search::Target target_of_trace(const Context& context, const std::string& file,
                               const trace::Trace& trace) {
  try {
    return target_of(only(context, trace.scenario), trace.fixed);
  } catch (const UsageError&) {
    throw UsageError{"'" + file + "' is a trace of " + name_of(trace.scenario, trace.fixed) +
                     ", which is not in this program"};
  }
}

std::vector<std::uint8_t> input_of_trace(const Context& context, const std::string& file,
                                         const search::Isolation& isolation) {
  const trace::Trace trace = trace_from(file);
  const search::Target target = target_of_trace(context, file, trace);
  strategy::ScheduleError wrong;
  const auto schedule = strategy::parse_schedule(trace.schedule, wrong);
  if (!schedule) throw UsageError{"the schedule of '" + file + "' is wrong: " + wrong.message};
  std::string error;
  auto input = search::input_of(target, *schedule, isolation, error);
  if (!input) throw Failure{"'" + file + "' cannot be made an input: " + error};
  return std::move(*input);
}

int import_traces(const Context& context, const CorpusSettings& settings) {
  const search::Isolation isolation = settings.isolation();
  make_folder(settings.out);
  for (const std::string& file : settings.files) {
    const std::vector<std::uint8_t> input = input_of_trace(context, file, isolation);
    const std::string path = settings.out + "/" + search::sha1_of(input);
    const std::string bytes(input.begin(), input.end());
    std::string failure;
    if (!report::write_whole_file(path, bytes, failure)) throw Failure{failure};
    print(fmt::format("{}: {} bytes from {}\n", path, input.size(), file));
  }
  return nothing_found;
}

int export_inputs(const Context& context, const CorpusSettings& settings) {
  const search::Target target = target_of(only(context, settings.scenario), settings.twin);
  const search::Isolation isolation = settings.isolation();
  make_folder(settings.out);
  for (const std::string& file : settings.files) {
    const std::vector<std::uint8_t> input = fuzz_input_from(file);
    const trace::Trace trace =
        search::judged({}, search::record_input_isolated(target, input, isolation));
    const std::string path =
        settings.out + "/" + std::filesystem::path(file).filename().string() + ".htrace";
    std::string failure;
    if (!trace::write_trace(trace, path, failure)) throw Failure{failure};
    print(fmt::format("{}: {}, {}\n", path, report::counted(trace.decisions.size(), "decision"),
                      trace.findings.empty()
                          ? std::string("nothing found")
                          : std::string(trace::word(trace.findings.front().kind))));
  }
  return nothing_found;
}

}  // namespace

void add_corpus(CLI::App& app, const Context& context, Action& action) {
  CLI::App& command = *app.add_subcommand("corpus", "Inputs of fuzzers from traces, and back");
  command.require_subcommand(1);
  const auto settings = std::make_shared<CorpusSettings>();
  CLI::App& in = *command.add_subcommand("import", "Makes inputs of traces");
  in.add_option("TRACE", settings->files, "Traces, of one scenario")->type_name("")->required();
  CLI::App& out = *command.add_subcommand("export", "Makes traces of inputs");
  out.add_option("SCENARIO", settings->scenario, "The scenario")->type_name("")->required();
  out.add_option("INPUT", settings->files, "Inputs of a fuzzer of the scenario")
      ->type_name("")
      ->required();
  out.add_flag("--twin", settings->twin, "Runs the repaired twin");
  for (CLI::App* both : {&in, &out}) {
    both->add_option("-o", settings->out, "The folder to write to")->type_name("DIR")->required();
    both->add_option("--run-timeout", settings->run_timeout, "A run that takes longer is a hang")
        ->type_name("TIME")
        ->capture_default_str();
  }
  in.callback([&context, &action, settings] {
    action = [&context, settings] { return import_traces(context, *settings); };
  });
  out.callback([&context, &action, settings] {
    action = [&context, settings] { return export_inputs(context, *settings); };
  });
}

}  // namespace heddle::cli
