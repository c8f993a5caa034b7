#pragma once

#include <cstddef>
#include <new>
#include <span>

#include "search/mapping.h"
#include "search/status.h"

namespace heddle::search {

// The memory a watcher shares with its workers. The Run itself lies in it, so that the watcher can
// see how far a run is without asking.
class Shared {
 public:
  Shared() : mapping_(sizeof(Layout)), layout_(::new(mapping_.memory()) Layout) {}

  Status& status() noexcept { return layout_->status; }
  const Status& status() const noexcept { return layout_->status; }
  // In the worker, before anything else.
  engine::Run& make_run() { return *::new (layout_->run) engine::Run; }
  // In the watcher: only its plain numbers mean anything there.
  const engine::Run& run() const noexcept {
    return *std::launder(reinterpret_cast<const engine::Run*>(layout_->run));
  }
  // What a strategy has learned: told to the worker, and left by it.
  std::span<std::byte> learned() noexcept { return layout_->learned; }
  // The classes of the runs, of those that are counted; Status::class_count of them are there.
  std::span<std::uint64_t> classes() noexcept { return layout_->classes; }
  static constexpr std::size_t classes_most = 1 << 16;

 private:
  static constexpr std::size_t learned_bytes_most = 64 << 20;
  struct Layout {
    Status status;
    alignas(engine::Run) std::byte run[sizeof(engine::Run)];
    std::uint64_t classes[classes_most];
    std::byte learned[learned_bytes_most];  // not touched unless there is something to learn
  };
  Mapping mapping_;
  Layout* layout_;
};

}  // namespace heddle::search
