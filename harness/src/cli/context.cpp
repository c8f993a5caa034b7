#include "cli/context.h"

#include <fnmatch.h>

#include <algorithm>
#include <charconv>
#include <string_view>

namespace heddle::cli {
namespace {

std::string names_like(const Context& context, const std::string& wanted) {
  // The scenario that shares the longest beginning or contains the word: a typing error.
  for (const Scenario* scenario : context.scenarios) {
    if (std::string_view(scenario->name).find(wanted) != std::string_view::npos) {
      return std::string("; did you mean '") + scenario->name + "'?";
    }
  }
  return {};
}

[[noreturn]] void no_such(const Context& context, const std::string& pattern) {
  throw UsageError{"no scenario matches '" + pattern + "'" +
                   (pattern.empty() ? "" : names_like(context, pattern)) + " ('" + context.program +
                   " list' shows all)"};
}

}  // namespace

std::vector<const Scenario*> matching(const Context& context,
                                      const std::vector<std::string>& patterns) {
  std::vector<bool> wanted(context.scenarios.size(), patterns.empty());
  for (const std::string& pattern : patterns) {
    bool matches = false;
    for (std::size_t i = 0; i < context.scenarios.size(); ++i) {
      if (fnmatch(pattern.c_str(), context.scenarios[i]->name, 0) != 0) continue;
      wanted[i] = true;
      matches = true;
    }
    if (!matches) no_such(context, pattern);
  }
  std::vector<const Scenario*> chosen;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i]) chosen.push_back(context.scenarios[i]);
  }
  if (chosen.empty()) throw UsageError{"this program has no scenarios"};
  return chosen;
}

const Scenario& only(const Context& context, const std::string& name) {
  for (const Scenario* scenario : context.scenarios) {
    if (name == scenario->name) return *scenario;
  }
  const std::vector<const Scenario*> chosen = matching(context, {name});
  if (chosen.size() != 1) {
    throw UsageError{"'" + name + "' matches " + std::to_string(chosen.size()) +
                     " scenarios; one is needed here"};
  }
  return *chosen.front();
}

std::string shell_word(const std::string& word) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-_./:,+=@%").find(c) != std::string_view::npos;
  };
  if (!word.empty() && std::all_of(word.begin(), word.end(), plain)) return word;
  std::string out = "'";
  for (const char c : word) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

double seconds_of(const std::string& text, const std::string& option) {
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, problem] = std::from_chars(text.data(), end, number, std::chars_format::fixed);
  const std::string_view unit(stop, static_cast<std::size_t>(end - stop));
  double factor = -1;
  if (unit.empty() || unit == "s") factor = 1;
  if (unit == "ms") factor = 0.001;
  if (unit == "m" || unit == "min") factor = 60;
  if (unit == "h") factor = 3600;
  constexpr double longest_seconds = 1e9;
  const double seconds = number * factor;
  if (problem != std::errc() || factor < 0 || !(seconds > 0 && seconds < longest_seconds)) {
    throw UsageError{option + " '" + text + "' is no time span: write 10, 2.5s, 300ms, 5m or 1h"};
  }
  return seconds;
}

}  // namespace heddle::cli
