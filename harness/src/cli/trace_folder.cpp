#include "cli/trace_folder.h"

#include <heddle/trace/trace_file.h>

#include <filesystem>
#include <system_error>

namespace heddle::cli {
namespace {

// "goker/x y" -> "goker.x_y"
std::string file_word(const std::string& scenario) {
  std::string out;
  for (const char c : scenario) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_';
    out += plain ? c : c == '/' || c == '.' ? '.' : '_';
  }
  return out.empty() ? "function" : out;
}

}  // namespace

void TraceFolder::save(search::Confirmed& confirmed) {
  if (!error_.empty()) return;
  std::error_code problem;
  std::filesystem::create_directories(folder_, problem);
  if (problem) {
    error_ = "cannot make the folder '" + folder_ + "' for traces: " + problem.message() +
             "; choose another with --out";
    return;
  }
  std::string name = file_word(confirmed.trace.scenario);
  if (confirmed.trace.fixed) name += ".twin";
  name += suffix_;
  name += "." + std::string(trace::word(confirmed.finding.kind));
  const unsigned times = ++names_[name];
  if (times > 1) name += "." + std::to_string(times);
  const std::string path = (std::filesystem::path(folder_) / (name + ".htrace")).string();
  std::string why;
  if (!trace::write_trace(confirmed.trace, path, why)) {
    error_ = why + "; choose another folder with --out";
    return;
  }
  confirmed.finding.trace_file = path;
}

}  // namespace heddle::cli
