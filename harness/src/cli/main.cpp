#include <heddle/main.h>

#include <CLI/CLI.hpp>

#include <unistd.h>

#include <csignal>
#include <exception>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/console.h"
#include "cli/context.h"
#include "cli/manual.h"

namespace heddle {
namespace {

using cli::Action;
using cli::Context;

// Those that `app` wants one of and has not got, as "import, export".
std::string commands_below(const CLI::App& app) {
  std::string names;
  if (!app.get_subcommands().empty()) return names;
  for (const CLI::App* below : app.get_subcommands([](const CLI::App*) { return true; })) {
    names += (names.empty() ? "" : ", ") + below->get_name();
  }
  return names;
}

// The names of the commands lead to the texts of their own; a wrong word is one line.
int parse_and_act(int argc, char** argv, const Context& context) {
  CLI::App app{
      "Heddle finds, repeats and shows concurrency bugs: it runs scenarios under a "
      "scheduler of its own."};
  app.name(context.program);
  app.require_subcommand(1);
  app.set_help_flag("-h,--help", "Prints this");
  app.set_version_flag("--version", "heddle " HEDDLE_VERSION, "Prints the version");
  app.footer(
      "Exit status: 0 nothing found, 1 findings, 2 wrong usage, 3 the tool failed or the "
      "result is not green.");
  app.formatter_fn([](const CLI::App* chosen, const std::string& called, CLI::AppFormatMode) {
    return cli::as_help(cli::manual_of(*chosen), called, chosen->get_footer());
  });
  if (argc < 2) throw cli::UsageError{"say what to do (see '" + context.program + " --help')"};
  Action action;
  cli::add_list(app, context, action);
  cli::add_run(app, context, action);
  cli::add_explore(app, context, action);
  cli::add_merge(app, context, action);
  cli::add_replay(app, context, action);
  cli::add_shrink(app, context, action);
  cli::add_show(app, context, action);
  cli::add_diff(app, context, action);
  cli::add_graph(app, action);
  cli::add_export(app, action);
  cli::add_report(app, context, action);
  cli::add_view(app, context, action);
  cli::add_corpus(app, context, action);
  cli::add_check(app, context, action);
  cli::add_completion(app, action);
  cli::add_manual(app, action);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    cli::print(app.help());
    return cli::nothing_found;
  } catch (const CLI::CallForVersion&) {
    cli::print(app.version() + "\n");
    return cli::nothing_found;
  } catch (const CLI::ParseError& wrong) {
    if (argc > 1 && app.get_subcommands().empty() && *argv[1] != '-') {
      std::vector<std::string> commands;
      for (const CLI::App* known : app.get_subcommands([](const CLI::App*) { return true; })) {
        commands.push_back(known->get_name());
      }
      throw cli::UsageError{std::string("there is no command '") + argv[1] + "'" +
                            cli::did_you_mean(argv[1], commands) + " (see '" + context.program +
                            " --help')"};
    }
    std::string command = context.program;
    for (const CLI::App* chosen : app.get_subcommands()) {
      command += " " + chosen->get_name();
      if (const std::string names = commands_below(*chosen); !names.empty()) {
        throw cli::UsageError{"'" + command + "' needs one of these behind it: " + names};
      }
    }
    throw cli::UsageError{std::string(wrong.what()) + " (see '" + command + " --help')"};
  }
  return action();
}

}  // namespace

int main(int argc, char** argv, std::span<const Scenario* const> scenarios) {
  Context context;
  context.scenarios = scenarios;
  // A file that may not grow further is an error to tell, like a full disk.
  std::signal(SIGXFSZ, SIG_IGN);
  context.program = argc > 0 && *argv[0] != '\0' ? argv[0] : "heddle";
  context.colours = cli::colours_wanted(STDOUT_FILENO);
  try {
    return parse_and_act(argc, argv, context);
  } catch (const cli::UsageError& error) {
    cli::complain(error.message);
    return cli::wrong_usage;
  } catch (const cli::Failure& error) {
    cli::complain(error.message);
    return cli::failed;
  } catch (const std::exception& error) {
    cli::complain(error.what());
    return cli::failed;
  }
}

int main(int argc, char** argv, std::initializer_list<const Scenario*> scenarios) {
  return main(argc, argv, std::span<const Scenario* const>(scenarios.begin(), scenarios.size()));
}

}  // namespace heddle
