#pragma once

// The commands. Each adds itself to the command line, and says what to do when it is chosen.

#include <CLI/CLI.hpp>

#include <functional>

#include "cli/context.h"

namespace heddle::cli {

// What the chosen command does; returns the exit status.
using Action = std::function<int()>;

void add_list(CLI::App& app, const Context& context, Action& action);
void add_run(CLI::App& app, const Context& context, Action& action);
void add_explore(CLI::App& app, const Context& context, Action& action);
void add_merge(CLI::App& app, const Context& context, Action& action);
void add_replay(CLI::App& app, const Context& context, Action& action);
void add_shrink(CLI::App& app, const Context& context, Action& action);
void add_show(CLI::App& app, const Context& context, Action& action);
void add_diff(CLI::App& app, const Context& context, Action& action);
void add_graph(CLI::App& app, Action& action);
void add_export(CLI::App& app, Action& action);
void add_report(CLI::App& app, const Context& context, Action& action);
void add_view(CLI::App& app, const Context& context, Action& action);
void add_corpus(CLI::App& app, const Context& context, Action& action);
void add_check(CLI::App& app, const Context& context, Action& action);
void add_completion(CLI::App& app, Action& action);
void add_manual(CLI::App& app, Action& action);

}  // namespace heddle::cli
