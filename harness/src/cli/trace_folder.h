#pragma once

#include <heddle/trace/trace.h>

#include <map>
#include <string>

#include "search/confirm.h"

namespace heddle::cli {

// Where the traces of findings go: <folder>/<scenario>.<kind>.htrace. The folder is made when the
// first trace is written. What cannot be written is told once, and the findings stay.
class TraceFolder {
 public:
  // `suffix` follows the scenario's name, so that shards may share a folder.
  explicit TraceFolder(std::string folder, std::string suffix = {})
      : folder_(std::move(folder)), suffix_(std::move(suffix)) {}

  // Writes the trace and notes its path in the finding.
  void save(search::Confirmed& confirmed);

  // Why a trace could not be written; empty when all were.
  const std::string& error() const noexcept { return error_; }

 private:
  std::string folder_;
  std::string suffix_;
  std::string error_;
  std::map<std::string, unsigned> names_;  // how often each was used
};

}  // namespace heddle::cli
