#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "cli/command.h"
#include "cli/console.h"
#include "cli/manual.h"

namespace heddle::cli {
namespace {

struct Form {
  const char* name;
  const char* text;
  std::string (*made)(const Manual& manual);
};

constexpr std::array pages = {Form{"man", "A manual page, for man -l", as_man_page},
                              Form{"markdown", "A page of documentation", as_markdown}};
constexpr std::array shells = {
    Form{"bash", "For bash: source it, or put it into bash-completion's folder",
         completion_for_bash},
    Form{"zsh", "For zsh: a file _heddle in a folder of fpath", completion_for_zsh},
    Form{"fish", "For fish: a file in ~/.config/fish/completions", completion_for_fish}};

template <std::size_t count>
void add_forms(CLI::App& app, CLI::App& command, const std::array<Form, count>& forms,
               Action& action) {
  for (const Form& form : forms) {
    CLI::App* below = command.add_subcommand(form.name, form.text);
    below->callback([&app, &action, form] {
      action = [&app, form] {
        const std::string& called = app.get_name();
        print(form.made({.program = called.substr(called.rfind('/') + 1),
                         .version = HEDDLE_VERSION,
                         .footer = app.get_footer(),
                         .root = manual_of(app)}));
        return nothing_found;
      };
    });
  }
}

}  // namespace

void add_manual(CLI::App& app, Action& action) {
  CLI::App& command = *app.add_subcommand("manual", "Prints all that --help says as one page");
  command.require_subcommand(1);
  add_forms(app, command, pages, action);
}

void add_completion(CLI::App& app, Action& action) {
  CLI::App& command =
      *app.add_subcommand("completion", "Prints what completes these commands in a shell");
  command.require_subcommand(1);
  add_forms(app, command, shells, action);
}

}  // namespace heddle::cli
