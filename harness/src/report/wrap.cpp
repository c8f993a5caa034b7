#include "report/wrap.h"

namespace heddle::report {

std::string wrap(std::string_view first, std::string_view text, std::size_t indent) {
  std::string out(first);
  std::size_t column = first.size();
  bool line_is_empty = true;
  while (!text.empty()) {
    const std::size_t end = text.find(' ');
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (word.empty()) continue;
    if (!line_is_empty && column + 1 + word.size() > page_columns) {
      out += '\n';
      out.append(indent, ' ');
      column = indent;
      line_is_empty = true;
    }
    if (!line_is_empty) {
      out += ' ';
      ++column;
    }
    out += word;
    column += word.size();
    line_is_empty = false;
  }
  out += '\n';
  return out;
}

}  // namespace heddle::report
