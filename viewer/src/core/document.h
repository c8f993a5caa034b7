#pragma once

// A trace that is open: what was recorded, arranged for looking at. Read only, so that any thread
// may look.

#include <heddle/trace/graph.h>
#include <heddle/trace/trace.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "core/history.h"

namespace heddle::viewer {

class Document {
 public:
  // Null with a sentence, or with an empty one when `go_on` has stopped it.
  static std::shared_ptr<const Document> open(const std::string& path, const History::GoOn& go_on,
                                              std::string& error);
  // The same of a trace that is in memory. `path` is what it will be called.
  static std::shared_ptr<const Document> of(trace::Trace trace, const std::string& path,
                                            const History::GoOn& go_on);

  [[nodiscard]] const trace::Trace& trace() const { return trace_; }
  [[nodiscard]] const History& history() const { return *history_; }
  // Made when it is first asked for; costs a moment for a large trace.
  [[nodiscard]] const trace::Graph& graph() const;
  // Null as long as nobody has asked for it and got it: for painting, which must not wait.
  [[nodiscard]] const trace::Graph* graph_if_made() const {
    return graph_ready_.load(std::memory_order_acquire) ? &*graph_ : nullptr;
  }
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::uint32_t steps() const { return history_->steps(); }
  // "leaks/lost_result (repaired): leak".
  [[nodiscard]] std::string title() const;

 private:
  Document(trace::Trace trace, std::string path)
      : trace_(std::move(trace)), path_(std::move(path)) {}

  trace::Trace trace_;
  std::string path_;
  std::unique_ptr<History> history_;
  mutable std::once_flag graph_made_;
  mutable std::optional<trace::Graph> graph_;
  mutable std::atomic<bool> graph_ready_ = false;
};

using DocumentPointer = std::shared_ptr<const Document>;

}  // namespace heddle::viewer
