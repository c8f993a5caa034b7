#pragma once

// context-leak: a context that can be cancelled and that nobody ever cancelled: not by its own
// cancel function, not by its deadline, not with one of its parents. In Go its timer and its place
// in the parent are kept until that happens, so `go vet` (lostcancel) wants the cancel function
// called on every path.
//
// It is told only of runs whose goroutines have all ended: nobody is left who could cancel. While
// somebody is stuck, the deadlock or leak is the bug to look at first.

#include <cstdint>

#include "detect/detector.h"
#include "detect/list.h"

namespace heddle::detect {

class ContextLeak final : public Detector {
 public:
  void begin(const Source& source) override;
  void performed(const Event& event) override;
  void ended(Findings& findings) override;

 private:
  struct Made {
    std::uint32_t object;
    std::uint32_t parent;  // 0: none that can be cancelled
    std::uint32_t goroutine;
    bool over;
    Here at;
  };

  const Source* source_ = nullptr;
  List<Made> contexts_;
  List<std::uint32_t> place_;  // by object: place in contexts_, from 1
};

}  // namespace heddle::detect
