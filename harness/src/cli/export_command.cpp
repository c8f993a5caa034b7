#include <heddle/trace/export.h>
#include <heddle/trace/text_form.h>

#include <algorithm>
#include <array>
#include <memory>
#include <ostream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "cli/command.h"
#include "cli/console.h"
#include "cli/trace_input.h"
#include "report/whole_file.h"

namespace heddle::cli {
namespace {

void write_text(const trace::Trace& trace, std::ostream& out) { out << trace::to_text(trace); }

struct ExportFormat {
  std::string_view name;
  void (*write)(const trace::Trace& trace, std::ostream& out);
  bool text = true;
};

constexpr std::array formats = {
    ExportFormat{"perfetto", trace::write_perfetto, false},
    ExportFormat{"chrome", trace::write_chrome},
    ExportFormat{"shiviz", trace::write_shiviz},
    ExportFormat{"json", trace::write_json_lines},
    ExportFormat{"text", write_text},
};

struct ExportSettings {
  std::string in;
  std::string format;
  std::string out;
};

std::vector<std::string> format_names() {
  std::vector<std::string> names;
  for (const ExportFormat& format : formats) names.emplace_back(format.name);
  return names;
}

int export_trace(const ExportSettings& settings) {
  const ExportFormat& format =
      *std::find_if(formats.begin(), formats.end(),
                    [&](const ExportFormat& f) { return f.name == settings.format; });
  if (settings.out == "-" && !format.text) {
    throw UsageError{"the format " + settings.format + " is no text: name a file after -o"};
  }
  const trace::Trace trace = readable_trace_from(settings.in);
  if (format.write == trace::write_shiviz && trace.events.size() > trace::shiviz_events_max) {
    throw UsageError{"'" + settings.in + "' has " + std::to_string(trace.events.size()) +
                     " events; ShiViz cannot show more than " +
                     std::to_string(trace::shiviz_events_max) + ": take another format"};
  }
  std::ostringstream made;
  format.write(trace, made);
  if (settings.out == "-") {
    print(made.view());
    return nothing_found;
  }
  std::string error;
  if (!report::write_whole_file(settings.out, made.view(), error)) throw Failure{error};
  return nothing_found;
}

}  // namespace

void add_export(CLI::App& app, Action& action) {
  CLI::App& command = *app.add_subcommand("export", "Writes a trace for other programs");
  const auto settings = std::make_shared<ExportSettings>();
  command.add_option("FILE", settings->in, "The trace file")->type_name("")->required();
  command
      .add_option("--format", settings->format,
                  "perfetto (ui.perfetto.dev), chrome (JSON for chrome://tracing, Qt Creator), "
                  "shiviz, json (a line for each event), text")
      ->type_name("FORMAT")
      ->check(CLI::IsMember(format_names()))
      ->required();
  command.add_option("-o", settings->out, "Where it goes; - is standard output")
      ->type_name("FILE")
      ->required();
  command.callback(
      [&action, settings] { action = [settings] { return export_trace(*settings); }; });
}

}  // namespace heddle::cli
