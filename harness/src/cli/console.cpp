#include "cli/console.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "cli/context.h"
#include "report/wrap.h"
#include "search/campaign.h"

namespace heddle::cli {
namespace {

constexpr std::int64_t terminal_interval_ns = 100'000'000;
constexpr std::int64_t pipe_interval_ns = 10'000'000'000;

// Of the terminal.
std::size_t columns() {
  winsize size{};
  if (ioctl(2, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return report::page_columns;
  return size.ws_col;
}

}  // namespace

void print(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0) {
    throw Failure{"cannot write to standard output"};
  }
}

void tell_github(std::string_view commands, bool on_error) {
  if (!on_error) {
    print(commands);
    return;
  }
  std::fwrite(commands.data(), 1, commands.size(), stderr);
  std::fflush(stderr);
}

void complain(std::string_view message) {
  std::string line = "heddle: ";
  // One line, whatever it quotes.
  for (const char c : message) line += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  line += '\n';
  std::fwrite(line.data(), 1, line.size(), stderr);
  std::fflush(stderr);
}

bool colours_wanted(int descriptor) {
  const char* no_colour = std::getenv("NO_COLOR");
  if (no_colour != nullptr && *no_colour != '\0') return false;
  const char* terminal = std::getenv("TERM");
  if (terminal != nullptr && std::string_view(terminal) == "dumb") return false;
  return isatty(descriptor) == 1;
}

ProgressLine::ProgressLine() : terminal_(isatty(2) == 1), last_ns_(search::monotonic_ns()) {}

ProgressLine::~ProgressLine() { clear(); }

void ProgressLine::show(const std::string& text) {
  const std::int64_t now_ns = search::monotonic_ns();
  if (now_ns - last_ns_ < (terminal_ ? terminal_interval_ns : pipe_interval_ns)) return;
  last_ns_ = now_ns;
  if (terminal_) {
    std::fprintf(stderr, "\r\033[K%s", text.substr(0, columns() - 1).c_str());
    shown_ = true;
  } else {
    std::fprintf(stderr, "%s\n", text.c_str());
  }
  std::fflush(stderr);
}

void ProgressLine::clear() {
  if (!shown_) return;
  std::fputs("\r\033[K", stderr);
  std::fflush(stderr);
  shown_ = false;
}

}  // namespace heddle::cli
