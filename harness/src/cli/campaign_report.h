#pragma once

// What `explore` and `merge` say about campaigns: a line or a JSON object for each as it ends, then
// the findings as text, and the reports for other programs.

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

#include "cli/context.h"
#include "report/summary.h"
#include "search/result.h"

namespace heddle::cli {

struct ReportSettings {
  bool json = false;
  bool strict = false;
  std::string junit;  // files; empty: none
  std::string sarif;

  // Adds --json, --strict, --junit, --sarif.
  void add_options(CLI::App& command);
};

class CampaignReport {
 public:
  // Names are padded to this width.
  CampaignReport(const Context& context, const ReportSettings& settings, std::size_t name_width)
      : context_(context), settings_(settings), name_width_(name_width) {}

  // Tells about a campaign that has ended; its traces have been saved.
  void add(const search::CampaignResult& result);
  // Something that could not be done; told at the end.
  void failed_to(const std::string& what);
  // Tells the rest and writes the files. The exit status; throws Failure when something could not
  // be written.
  int finish();

 private:
  const Context& context_;
  const ReportSettings& settings_;
  std::size_t name_width_;
  std::vector<report::Summary> summaries_;
  std::string texts_;
  std::string failures_;
  bool any_finding_ = false;
  bool all_green_ = true;
};

}  // namespace heddle::cli
