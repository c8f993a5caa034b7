#include "cli/context.h"

#include <fnmatch.h>

#include <algorithm>
#include <charconv>
#include <string_view>

namespace heddle::cli {
namespace {

// Letters that are missing, too many, wrong or swapped with the next.
std::size_t typing_errors(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> errors(a.size() + 1,
                                               std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t k = 0; k <= b.size(); ++k) {
      if (i == 0 || k == 0) {
        errors[i][k] = i + k;
        continue;
      }
      errors[i][k] = std::min({errors[i - 1][k] + 1, errors[i][k - 1] + 1,
                               errors[i - 1][k - 1] + (a[i - 1] == b[k - 1] ? 0 : 1)});
      if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1]) {
        errors[i][k] = std::min(errors[i][k], errors[i - 2][k - 2] + 1);
      }
    }
  }
  return errors[a.size()][b.size()];
}

[[noreturn]] void no_such(const Context& context, const std::string& pattern) {
  std::vector<std::string> names;
  for (const Scenario* scenario : context.scenarios) names.emplace_back(scenario->name);
  throw UsageError{"no scenario matches '" + pattern + "'" + did_you_mean(pattern, names) + " ('" +
                   context.program + " list' shows all)"};
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

const Scenario& only(const Context& context) {
  if (context.scenarios.size() != 1) {
    throw UsageError{"name a scenario ('" + context.program + " list' shows all)"};
  }
  return *context.scenarios.front();
}

std::string did_you_mean(const std::string& wanted, std::span<const std::string> words) {
  if (wanted.empty()) return {};
  for (const std::string& word : words) {
    if (word.find(wanted) != std::string::npos) return "; did you mean '" + word + "'?";
  }
  // More errors than this make another word.
  std::size_t fewest = std::min<std::size_t>(3, wanted.size() / 2);
  const std::string* nearest = nullptr;
  for (const std::string& word : words) {
    const std::size_t errors = typing_errors(wanted, word);
    if (errors >= fewest) continue;
    fewest = errors;
    nearest = &word;
  }
  return nearest == nullptr ? "" : "; did you mean '" + *nearest + "'?";
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
