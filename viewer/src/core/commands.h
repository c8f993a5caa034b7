#pragma once

// Everything a key, a menu or the command palette can do, in one table: the window gives each its
// handler, the overlay shows them.

#include <span>
#include <string_view>

namespace heddle::viewer {

struct Command {
  std::string_view id;
  std::string_view section;  // of the overlay: "Stepping"
  std::string_view text;     // "Next event of this goroutine"
  std::string_view keys;     // as QKeySequence reads them, separated by blanks; empty: none
};

std::span<const Command> commands();

// Null when there is none.
const Command* command_of(std::string_view id);

}  // namespace heddle::viewer
