#include "core/document.h"

#include <heddle/trace/trace_file.h>

#include <filesystem>
#include <utility>

namespace heddle::viewer {
namespace {

// Larger files are not read: their trace would not fit into the memory of most machines.
constexpr std::uintmax_t file_bytes_max = std::uintmax_t{4} << 30;

// Why the file cannot even be tried; empty when it can.
std::string obstacle(const std::string& path) {
  std::error_code problem;
  const std::filesystem::file_status status = std::filesystem::status(path, problem);
  if (status.type() == std::filesystem::file_type::not_found) return "there is no such file";
  if (problem) return problem.message();
  if (std::filesystem::is_directory(status)) return "it is a folder";
  if (!std::filesystem::is_regular_file(status)) return "it is no regular file";
  const std::uintmax_t bytes = std::filesystem::file_size(path, problem);
  if (problem) return problem.message();
  if (bytes == 0) return "the file is empty";
  if (bytes > file_bytes_max) {
    return "the file has " + std::to_string(bytes >> 20) + " MB; the viewer reads up to " +
           std::to_string(file_bytes_max >> 20) + " MB";
  }
  return {};
}

}  // namespace

std::shared_ptr<const Document> Document::open(const std::string& path, const History::GoOn& go_on,
                                               std::string& error) {
  error = obstacle(path);
  if (!error.empty()) return nullptr;
  trace::TraceError problem;
  std::optional<trace::Trace> trace = trace::read_trace(path, problem);
  if (!trace) {
    error = problem.message;
    if (problem.offset != 0) error += " (at byte " + std::to_string(problem.offset) + ")";
    return nullptr;
  }
  if (!go_on(0.5)) return nullptr;
  return of(std::move(*trace), path, [&](double done) { return go_on(0.5 + done / 2); });
}

std::shared_ptr<const Document> Document::of(trace::Trace trace, const std::string& path,
                                             const History::GoOn& go_on) {
  std::shared_ptr<Document> document(new Document(std::move(trace), path));
  document->history_ = History::of(document->trace_, go_on);
  return document->history_ == nullptr ? nullptr : document;
}

const Document::Causes& Document::causes() const {
  std::call_once(causes_made_, [this] {
    causes_.emplace(Causes{trace::Graph(trace_), GraphLayout(trace_), {}});
    for (const trace::Finding& finding : trace_.findings) {
      causes_->explanations.push_back(trace::explain_finding(trace_, causes_->graph, finding));
    }
    causes_ready_.store(true, std::memory_order_release);
  });
  return *causes_;
}

std::string Document::title() const {
  std::string text = trace_.scenario.empty() ? path_ : trace_.scenario;
  if (trace_.fixed) text += " (repaired)";
  if (!trace_.findings.empty()) {
    text += ": " + std::string(trace::word(trace_.findings.front().kind));
  }
  return text;
}

}  // namespace heddle::viewer
