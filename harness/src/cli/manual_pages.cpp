// The manual page and the page of the documentation.

#include <algorithm>
#include <string>
#include <string_view>

#include "cli/manual.h"
#include "report/wrap.h"

namespace heddle::cli {
namespace {

std::string joined(std::string_view a, std::string_view b) {
  return std::string(a) + (b.empty() ? "" : " ") + std::string(b);
}

// For troff: a hyphen that is one, and no line that begins like a request.
std::string troff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool begins = out.empty() || out.back() == '\n';
    if (begins && (c == '.' || c == '\'')) out += "\\&";
    if (c == '-') {
      out += "\\-";
    } else if (c == '\\') {
      out += "\\e";
    } else {
      out += c;
    }
  }
  return out;
}

// A text whose lines stay lines.
std::string troff_lines(std::string_view text) {
  std::string out;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t end = std::min(text.find('\n', from), text.size());
    std::string_view line = text.substr(from, end - from);
    if (from != 0) out += ".br\n";
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    out += troff(line) + "\n";
    from = end + 1;
  }
  return out;
}

std::string troff_options(const ManualCommand& command) {
  std::string out;
  for (const ManualOption& option : command.options) {
    out += ".TP\n.B " + troff(heading_of(option)) + "\n" + troff_lines(text_of(option));
  }
  return out;
}

std::string markdown_option(const ManualOption& option) {
  std::string text = text_of(option);
  std::string list;
  if (const std::size_t line = text.find('\n'); line != std::string::npos) {
    list = text.substr(line + 1);
    text.resize(line);
  }
  std::string out = "- `" + heading_of(option) + "`: " + text;
  out = report::wrap("", out, 2);
  for (std::size_t from = 0; from < list.size();) {
    const std::size_t end = std::min(list.find('\n', from), list.size());
    const std::string line = list.substr(from, end - from);
    const std::size_t word = std::min(line.find_first_not_of(' '), line.size());
    const std::size_t colon = std::min(line.find(": "), line.size());
    out +=
        report::wrap("  - ", "`" + line.substr(word, colon - word) + "`" + line.substr(colon), 4);
    from = end + 1;
  }
  return out;
}

}  // namespace

std::string as_man_page(const Manual& manual) {
  std::string out = ".TH " + manual.program + " 1 \"\" \"" + manual.program + " " + manual.version +
                    "\" \"User Commands\"\n";
  out += ".SH NAME\n" + manual.program + " \\- finds, repeats and shows concurrency bugs\n";
  out += ".SH SYNOPSIS\n.B " + manual.program + "\nCOMMAND [OPTIONS]\n";
  out += ".SH DESCRIPTION\n" + troff(manual.root.text) + "\n";
  out += ".SH OPTIONS\n" + troff_options(manual.root);
  out += ".SH COMMANDS\n";
  for (const ManualCommand* command : all_commands(manual)) {
    out += ".SS " + troff(joined(command->name, usage_of(*command))) + "\n";
    out += troff(command->text) + ".\n" + troff_options(*command);
  }
  out += ".SH EXIT STATUS\n" + troff(manual.footer) + "\n";
  out +=
      ".SH ENVIRONMENT\n"
      ".TP\n.B NO_COLOR\nNo colours, also on a terminal.\n"
      ".TP\n.B GITHUB_ACTIONS\nFindings are printed as annotations too.\n";
  return out + ".SH SEE ALSO\n.BR heddle\\-view (1)\n";
}

std::string as_markdown(const Manual& manual) {
  std::string out = "# The command line\n\n";
  out +=
      report::wrap("", "Made by `" + manual.program + " manual markdown`: " + manual.root.text, 0);
  out += "\n" + report::wrap("", manual.footer, 0) + "\n";
  out += "A program that calls `heddle::main` with scenarios of its own has the same commands.\n";
  for (const ManualCommand* command : all_commands(manual)) {
    out += "\n## " + manual.program + " " + command->name + "\n\n";
    out += report::wrap("", command->text + ".", 0);
    out +=
        "\n```\n" + manual.program + " " + joined(command->name, usage_of(*command)) + "\n```\n\n";
    for (const ManualOption& option : command->options) out += markdown_option(option);
  }
  return out;
}

}  // namespace heddle::cli
