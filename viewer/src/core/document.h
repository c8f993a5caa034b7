#pragma once

// A trace that is open: what was recorded, arranged for looking at. Read only, so that any thread
// may look.

#include <heddle/trace/explanation.h>
#include <heddle/trace/graph.h>
#include <heddle/trace/trace.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/graph_layout.h"
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
  // What follows from the happens-before graph. Made when it is first asked for, which costs a
  // moment for a large trace.
  struct Causes {
    trace::Graph graph;
    GraphLayout layout;
    std::vector<trace::Explanation> explanations;  // by finding
  };
  [[nodiscard]] const Causes& causes() const;
  [[nodiscard]] const trace::Graph& graph() const { return causes().graph; }
  // Null as long as nobody has asked for it and got it: for painting, which must not wait.
  [[nodiscard]] const Causes* causes_if_made() const {
    return causes_ready_.load(std::memory_order_acquire) ? &*causes_ : nullptr;
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
  mutable std::once_flag causes_made_;
  mutable std::optional<Causes> causes_;
  mutable std::atomic<bool> causes_ready_ = false;
};

using DocumentPointer = std::shared_ptr<const Document>;

}  // namespace heddle::viewer
