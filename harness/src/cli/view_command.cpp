#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include "cli/command.h"
#include "cli/console.h"
#include "cli/trace_input.h"

namespace heddle::cli {
namespace {

constexpr const char* viewer = "heddle-view";

// Becomes the viewer: the one beside this program, else the one in PATH.
int view(const std::string& file) {
  // What is no trace is better said here, before a window opens.
  (void)readable_trace_from(file);
  std::error_code unknown;
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", unknown);
  const std::string beside = (self.parent_path() / viewer).string();
  std::string name = viewer;
  std::string argument = file;
  char* const arguments[] = {name.data(), argument.data(), nullptr};
  if (!unknown && ::access(beside.c_str(), X_OK) == 0) ::execv(beside.c_str(), arguments);
  ::execvp(viewer, arguments);
  throw Failure{std::string("cannot start ") + viewer + ": " + std::strerror(errno) +
                "; it is built where Qt 6 is there, and is no part of this program. 'show' and "
                "'graph' show a trace without it"};
}

}  // namespace

void add_view(CLI::App& app, const Context&, Action& action) {
  CLI::App& command = *app.add_subcommand("view", "Opens a trace in the viewer's window");
  const auto file = std::make_shared<std::string>();
  command.add_option("FILE", *file, "The trace file")->type_name("")->required();
  command.callback([&action, file] { action = [file] { return view(*file); }; });
}

}  // namespace heddle::cli
