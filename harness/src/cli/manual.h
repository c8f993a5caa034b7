#pragma once

// The command line described as data, read off the parser itself. Help texts, manual pages, a page
// of the documentation and completions for shells are made of it, so none of them can be out of
// date.

#include <CLI/CLI.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace heddle::cli {

struct ManualOption {
  std::vector<std::string> names;    // "-h", "--help"; a positional has one: "SCENARIO"
  std::string value;                 // "N", "FILE"; empty: a flag, or a positional
  std::vector<std::string> choices;  // all values there are, or none
  std::string initial;               // what holds when it is not given, or empty
  std::string text;                  // what it does; several lines where values are explained
  bool positional = false;
  bool required = false;
  bool many = false;
};

struct ManualCommand {
  std::string name;  // "explore", "corpus import"; empty: the program itself
  std::string text;
  std::vector<ManualOption> options;  // positionals first
  std::vector<ManualCommand> commands;
};

struct Manual {
  std::string program;  // its name, without folders
  std::string version;
  std::string footer;  // what every help ends with
  ManualCommand root;
};

ManualCommand manual_of(const CLI::App& app);

// Every command that does something, those below others included, in order.
std::vector<const ManualCommand*> all_commands(const Manual& manual);

// "[OPTIONS] SCENARIO..."
std::string usage_of(const ManualCommand& command);

// "--seed N", "--preempt sync|memory", "-h, --help".
std::string heading_of(const ManualOption& option);

// The text, and in its first line whether it is required and what holds without it.
std::string text_of(const ManualOption& option);

// What `PROGRAM COMMAND --help` prints; `called` is both as they were typed.
std::string as_help(const ManualCommand& command, std::string_view called, std::string_view footer);

std::string as_man_page(const Manual& manual);
std::string as_markdown(const Manual& manual);

// What completes the words of the command line in that shell.
std::string completion_for_bash(const Manual& manual);
std::string completion_for_zsh(const Manual& manual);
std::string completion_for_fish(const Manual& manual);

}  // namespace heddle::cli
