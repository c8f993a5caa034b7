#pragma once

#include "core/palette.h"
#include "core/selection.h"

namespace heddle::viewer {

// What follows the trace in front: null when there is none.
class View {
 public:
  virtual ~View() = default;
  virtual void show_trace(Selection* selection) = 0;
  virtual void set_palette(const Palette& /*palette*/) {}
};

}  // namespace heddle::viewer
