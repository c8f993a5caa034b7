#include <algorithm>
#include <string>

#include "cli/manual.h"
#include "report/wrap.h"

namespace heddle::cli {
namespace {

constexpr std::size_t text_column = 24;

// The heading, and beside it the text; below it where the heading is long.
std::string entry(const std::string& heading, std::string_view text) {
  std::string first = "  " + heading + "  ";
  std::string out;
  if (first.size() > text_column) {
    out = "  " + heading + "\n";
    first.clear();
  }
  first.resize(text_column, ' ');
  // Lines of their own, which explain values, hang two columns further in.
  std::size_t from = 0;
  do {
    const std::size_t end = std::min(text.find('\n', from), text.size());
    const std::string_view line = text.substr(from, end - from);
    const std::size_t spaces = std::min(line.find_first_not_of(' '), line.size());
    const std::string begin =
        (from == 0 ? first : std::string(text_column, ' ')) + std::string(line.substr(0, spaces));
    const std::size_t hang = text_column + (spaces == 0 ? 0 : spaces + 2);
    out += report::wrap(begin, line.substr(spaces), hang);
    from = end + 1;
  } while (from < text.size());
  return out;
}

std::string entries(const ManualCommand& command, bool positional) {
  std::string out;
  for (const ManualOption& option : command.options) {
    if (option.positional == positional) out += entry(heading_of(option), text_of(option));
  }
  return out;
}

}  // namespace

std::string as_help(const ManualCommand& command, std::string_view called,
                    std::string_view footer) {
  std::string out = report::wrap("", command.text, 0);
  out += "\nUsage: " + std::string(called) + " " + usage_of(command) + "\n";
  if (const std::string words = entries(command, true); !words.empty()) out += "\n" + words;
  if (!command.commands.empty()) {
    out += "\nCommands:\n";
    for (const ManualCommand& below : command.commands) {
      out += entry(below.name.substr(below.name.rfind(' ') + 1), below.text);
    }
  }
  out += "\nOptions:\n" + entries(command, false);
  return out + "\n" + report::wrap("", footer, 0);
}

}  // namespace heddle::cli
