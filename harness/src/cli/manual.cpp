#include "cli/manual.h"

#include <algorithm>

namespace heddle::cli {
namespace {

// "PLACES:{sync,memory}": the word for the value, and the choices that a check has added.
void split_type(const std::string& type, ManualOption& option) {
  const std::size_t open = type.find(":{");
  option.value = type.substr(0, open);
  if (open == std::string::npos) return;
  std::string rest = type.substr(open + 2, type.find('}') - open - 2);
  for (std::size_t from = 0; from <= rest.size();) {
    const std::size_t comma = std::min(rest.find(',', from), rest.size());
    option.choices.push_back(rest.substr(from, comma - from));
    from = comma + 1;
  }
}

ManualOption option_of(const CLI::Option& parsed) {
  ManualOption option;
  option.positional = parsed.get_positional();
  if (option.positional) {
    option.names.push_back(parsed.get_name(true));
  } else {
    for (const std::string& name : parsed.get_snames()) option.names.push_back("-" + name);
    for (const std::string& name : parsed.get_lnames()) option.names.push_back("--" + name);
    if (parsed.get_type_size() != 0) split_type(parsed.get_type_name(), option);
  }
  option.initial = parsed.get_default_str();
  option.text = parsed.get_description();
  option.required = parsed.get_required();
  option.many = parsed.get_expected_max() >= CLI::detail::expected_max_vector_size;
  return option;
}

std::string path_of(const CLI::App& app) {
  std::string path;
  for (const CLI::App* one = &app; one->get_parent() != nullptr; one = one->get_parent()) {
    path = one->get_name() + (path.empty() ? "" : " ") + path;
  }
  return path;
}

void collect(const ManualCommand& command, std::vector<const ManualCommand*>& all) {
  if (command.commands.empty()) all.push_back(&command);
  for (const ManualCommand& below : command.commands) collect(below, all);
}

}  // namespace

ManualCommand manual_of(const CLI::App& app) {
  ManualCommand command;
  command.name = path_of(app);
  command.text = app.get_description();
  for (const bool positional : {true, false}) {
    for (const CLI::Option* option : app.get_options()) {
      if (option->get_positional() != positional) continue;
      command.options.push_back(option_of(*option));
    }
  }
  for (const CLI::App* below : app.get_subcommands([](const CLI::App*) { return true; })) {
    command.commands.push_back(manual_of(*below));
  }
  return command;
}

std::vector<const ManualCommand*> all_commands(const Manual& manual) {
  std::vector<const ManualCommand*> all;
  collect(manual.root, all);
  return all;
}

std::string usage_of(const ManualCommand& command) {
  std::string usage = "[OPTIONS]";
  if (!command.commands.empty()) return usage + " COMMAND";
  for (const ManualOption& option : command.options) {
    if (!option.positional) continue;
    const std::string word = option.names.front() + (option.many ? "..." : "");
    usage += option.required ? " " + word : " [" + word + "]";
  }
  return usage;
}

std::string heading_of(const ManualOption& option) {
  std::string heading;
  for (const std::string& name : option.names) heading += (heading.empty() ? "" : ", ") + name;
  if (!option.choices.empty()) {
    std::string choices;
    for (const std::string& choice : option.choices) {
      choices += (choices.empty() ? " " : "|") + choice;
    }
    return heading + choices;
  }
  if (!option.value.empty()) heading += " " + option.value;
  return heading + (option.many ? "..." : "");
}

std::string text_of(const ManualOption& option) {
  std::string text = option.text;
  std::string more = option.required && !option.positional ? "required" : "";
  if (!option.initial.empty()) more += "default: " + option.initial;
  if (more.empty()) return text;
  // Behind the first line: what follows explains the values.
  const std::size_t line = std::min(text.find('\n'), text.size());
  const bool colon = line > 0 && text[line - 1] == ':';
  return text.insert(colon ? line - 1 : line, " (" + more + ")");
}

}  // namespace heddle::cli
