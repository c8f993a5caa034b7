// Completions for shells. What comes next is known from the command; where a value is a file, a
// folder or one of a list, that is offered, and scenarios are asked of the program itself.

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "cli/manual.h"
#include "strategy/factory.h"

namespace heddle::cli {
namespace {

// What the values of an option are.
enum class Values { none, free, files, folders, scenarios, scenarios_or_files, words };

Values values_of(const ManualOption& option) {
  if (!option.choices.empty() || option.value == "STRATEGY") return Values::words;
  const std::string& word = option.positional ? option.names.front() : option.value;
  if (word.empty()) return Values::none;
  if (word == "SCENARIO") return Values::scenarios;
  if (word == "WHAT") return Values::scenarios_or_files;
  if (word == "DIR") return Values::folders;
  const bool file =
      word == "FILE" || word == "TRACE" || word == "INPUT" || word == "A" || word == "B";
  return file ? Values::files : Values::free;
}

std::string value_words(const ManualOption& option) {
  std::string words;
  const auto add = [&words](std::string_view word) {
    words += (words.empty() ? "" : " ") + std::string(word);
  };
  for (const std::string& choice : option.choices) add(choice);
  if (option.value == "STRATEGY") {
    for (const strategy::StrategyHelp& help : strategy::strategies()) add(help.spec);
  }
  return words;
}

std::string first_line(const std::string& text) {
  std::string line = text.substr(0, text.find('\n'));
  if (line.ends_with(':')) line.pop_back();
  return line;
}

// "corpus import" -> "corpus_import".
std::string function_name(const Manual& manual, const ManualCommand& command) {
  std::string name = "_" + manual.program + (command.name.empty() ? "" : "_" + command.name);
  for (char& c : name) {
    const bool good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!good) c = '_';
  }
  return name;
}

std::string last_word(const ManualCommand& command) {
  return command.name.substr(command.name.rfind(' ') + 1);
}

// The names alone, from `PROGRAM list`.
constexpr std::string_view list_scenarios =
    " list 2>/dev/null | sed -n 's/^\\([^ ]*\\)  \\[.*/\\1/p'";

std::string bash_values(const ManualOption& option) {
  switch (values_of(option)) {
    case Values::files: return "compgen -f -- \"$word\"";
    case Values::folders: return "compgen -d -- \"$word\"";
    case Values::scenarios:
      return "compgen -W \"$(\"${COMP_WORDS[0]}\"" + std::string(list_scenarios) +
             ")\" -- \"$word\"";
    case Values::scenarios_or_files:
      return "compgen -f -W \"$(\"${COMP_WORDS[0]}\"" + std::string(list_scenarios) +
             ")\" -- \"$word\"";
    case Values::words: return "compgen -W \"" + value_words(option) + "\" -- \"$word\"";
    case Values::none:
    case Values::free: break;
  }
  return "true";
}

// One branch of the case over commands: values behind options, then options, then positionals.
std::string bash_command(const ManualCommand& command) {
  std::string behind;
  std::string options;
  std::string positional = "true";
  for (const ManualOption& option : command.options) {
    if (option.positional) {
      positional = bash_values(option);
      continue;
    }
    std::string pattern;
    for (const std::string& name : option.names) {
      options += (options.empty() ? "" : " ") + name;
      pattern += (pattern.empty() ? "" : "|") + name;
    }
    if (values_of(option) != Values::none) {
      behind += "        " + pattern + ") " + bash_values(option) + "; return ;;\n";
    }
  }
  for (const ManualCommand& below : command.commands) {
    positional = positional == "true" ? "compgen -W \"" : positional + " ";
    positional += last_word(below);
  }
  if (!command.commands.empty()) positional += "\" -- \"$word\"";
  std::string out = "    '" + command.name + "')\n";
  if (!behind.empty()) out += "      case $before in\n" + behind + "      esac\n";
  out += "      if [[ $word == -* ]]; then\n        compgen -W \"" + options + "\" -- \"$word\"\n";
  return out + "      else\n        " + positional + "\n      fi\n      ;;\n";
}

std::string bash_commands(const ManualCommand& command) {
  std::string out = bash_command(command);
  for (const ManualCommand& below : command.commands) out += bash_commands(below);
  return out;
}

// The words that are commands with commands below them, and all other commands.
std::string bash_paths(const ManualCommand& command) {
  std::string out;
  for (const ManualCommand& below : command.commands) {
    out += (out.empty() ? "" : "|") + ("'" + below.name + "'");
    if (!below.commands.empty()) out += "|" + bash_paths(below);
  }
  return out;
}

// Inside single quotes, for zsh's _arguments also without its own special characters.
std::string quoted(std::string_view text, bool for_arguments) {
  std::string out;
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      if (for_arguments && (c == '[' || c == ']' || c == ':' || c == '\\')) out += '\\';
      out += c;
    }
  }
  return out;
}

std::string zsh_values(const Manual& manual, const ManualOption& option) {
  switch (values_of(option)) {
    case Values::files: return "_files";
    case Values::folders: return "_files -/";
    case Values::scenarios: return "_" + manual.program + "_scenarios";
    case Values::scenarios_or_files: return "_" + manual.program + "_scenarios_or_files";
    case Values::words: {
      // A colon would begin a description.
      std::string words;
      for (const char c : value_words(option))
        words += c == ':' ? std::string("\\:") : std::string(1, c);
      return "(" + words + ")";
    }
    case Values::none:
    case Values::free: break;
  }
  return " ";
}

std::string zsh_arguments(const Manual& manual, const ManualCommand& command) {
  std::string out;
  int place = 0;
  for (const ManualOption& option : command.options) {
    const std::string text = quoted(first_line(option.text), true);
    if (option.positional) {
      ++place;
      out += " \\\n    '" + (option.many ? "*" : std::to_string(place)) + ":" +
             option.names.front() + ":" + zsh_values(manual, option) + "'";
      continue;
    }
    for (const std::string& name : option.names) {
      out += " \\\n    '" + name + "[" + text + "]";
      if (values_of(option) != Values::none)
        out += ":" + option.value + ":" + zsh_values(manual, option);
      out += "'";
    }
  }
  return out;
}

std::string zsh_function(const Manual& manual, const ManualCommand& command) {
  std::string out;
  for (const ManualCommand& below : command.commands) out += zsh_function(manual, below);
  out += function_name(manual, command) + "() {\n";
  if (command.commands.empty()) {
    return out + "  _arguments" + zsh_arguments(manual, command) + "\n}\n\n";
  }
  out += "  local state line\n  local -a commands\n  commands=(\n";
  for (const ManualCommand& below : command.commands) {
    out += "    '" + last_word(below) + ":" + quoted(first_line(below.text), true) + "'\n";
  }
  out += "  )\n  _arguments -C" + zsh_arguments(manual, command) +
         " \\\n    '1: :->command' '*:: :->arguments'\n"
         "  case $state in\n    command) _describe command commands ;;\n"
         "    arguments)\n      case $line[1] in\n";
  for (const ManualCommand& below : command.commands) {
    out += "        " + last_word(below) + ") " + function_name(manual, below) + " ;;\n";
  }
  return out + "      esac\n      ;;\n  esac\n}\n\n";
}

// When this command has been typed, for fish: its words are there, and none that another command
// with the same last word would have before it.
std::string fish_condition(const Manual& manual, const ManualCommand& command) {
  if (command.name.empty()) return "__fish_use_subcommand";
  const std::size_t space = command.name.find(' ');
  std::string condition = "__fish_seen_subcommand_from " + command.name.substr(0, space);
  if (space != std::string::npos) {
    return condition + "; and __fish_seen_subcommand_from " + command.name.substr(space + 1);
  }
  for (const ManualCommand& other : manual.root.commands) {
    if (!other.commands.empty() && other.name != command.name) {
      condition += "; and not __fish_seen_subcommand_from " + other.name;
    }
  }
  return condition;
}

std::string fish_values(const Manual& manual, const ManualOption& option) {
  switch (values_of(option)) {
    case Values::files: return " -F";
    case Values::folders: return " -a '(__fish_complete_directories)'";
    case Values::scenarios: return " -a '(__" + manual.program + "_scenarios)'";
    case Values::scenarios_or_files: return " -F -a '(__" + manual.program + "_scenarios)'";
    case Values::words: return " -a '" + value_words(option) + "'";
    case Values::none:
    case Values::free: break;
  }
  return "";
}

std::string fish_command(const Manual& manual, const ManualCommand& command) {
  const std::string begin =
      "complete -c " + manual.program + " -n '" + fish_condition(manual, command) + "'";
  std::string out;
  for (const ManualCommand& below : command.commands) {
    std::string condition = fish_condition(manual, command);
    if (!command.name.empty()) {
      condition += "; and not __fish_seen_subcommand_from";
      for (const ManualCommand& other : command.commands) condition += " " + last_word(other);
    }
    out += "complete -c " + manual.program + " -n '" + condition + "' -a " + last_word(below) +
           " -d '" + quoted(first_line(below.text), false) + "'\n";
  }
  for (const ManualOption& option : command.options) {
    out += begin;
    if (!option.positional) {
      for (const std::string& name : option.names) {
        out += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
      }
      const Values values = values_of(option);
      if (values != Values::none) out += values == Values::files ? " -r" : " -x";
    }
    out += fish_values(manual, option);
    if (!option.positional) out += " -d '" + quoted(first_line(option.text), false) + "'";
    out += "\n";
  }
  for (const ManualCommand& below : command.commands) out += fish_command(manual, below);
  return out;
}

}  // namespace

std::string completion_for_bash(const Manual& manual) {
  const std::string function = function_name(manual, manual.root);
  std::string out = "# bash completion for " + manual.program + "\n\n" + function + "_words() {\n";
  out +=
      "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command='' i\n"
      "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
      "    case \"${command:+$command }${COMP_WORDS[i]}\" in\n      " +
      bash_paths(manual.root) +
      ") command=\"${command:+$command }${COMP_WORDS[i]}\" ;;\n    esac\n  done\n"
      "  case $command in\n";
  out += bash_commands(manual.root) + "  esac\n}\n\n";
  // A colon, as in pct:depth=3, ends a word for readline: what it has already is taken off again.
  out += function +
         "() {\n"
         "  mapfile -t COMPREPLY < <(" +
         function + "_words)\n";
  out +=
      "  if declare -F __ltrim_colon_completions >/dev/null; then\n"
      "    __ltrim_colon_completions \"${COMP_WORDS[COMP_CWORD]}\"\n  fi\n}\n\n";
  return out + "complete -o filenames -F " + function + " " + manual.program + "\n";
}

std::string completion_for_zsh(const Manual& manual) {
  const std::string scenarios = "_" + manual.program + "_scenarios";
  std::string out = "#compdef " + manual.program + "\n\n" + scenarios +
                    "() {\n  local -a names\n  names=(${(f)\"$(" + manual.program +
                    std::string(list_scenarios) + ")\"})\n  compadd -a names\n}\n\n" + scenarios +
                    "_or_files() {\n  " + scenarios + "\n  _files\n}\n\n";
  return out + zsh_function(manual, manual.root) + function_name(manual, manual.root) + " \"$@\"\n";
}

std::string completion_for_fish(const Manual& manual) {
  std::string out = "# fish completion for " + manual.program + "\n\nfunction __" + manual.program +
                    "_scenarios\n  " + manual.program + std::string(list_scenarios) +
                    "\nend\n\ncomplete -c " + manual.program + " -f\n";
  return out + fish_command(manual, manual.root);
}

}  // namespace heddle::cli
