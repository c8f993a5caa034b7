// heddle_hunt: how soon each strategy finds the bug of each program of the hunt.

#include <charconv>
#include <exception>
#include <iomanip>
#include <iostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "hunt/measure.h"

namespace heddle::hunt {
namespace {

constexpr std::uint64_t budgets[] = {1, 3, 10, 30, 100, 1000};

constexpr const char* help =
    "heddle_hunt [--strategy S]... [--program P]... [--seeds N] [--limit N] [--markdown]\n"
    "How soon each strategy finds the bug of each program of the hunt.\n"
    "  --strategy S  as `heddle explore` takes it; all when not given\n"
    "  --program P   by name; all when not given\n"
    "  --seeds N     campaigns for each program and strategy (20)\n"
    "  --limit N     schedules of a campaign, at most (1000)\n"
    "  --markdown    a table for a page\n";

struct Settings {
  std::vector<std::string> strategies;
  std::vector<std::string> programs;
  std::uint64_t seeds = 20;
  std::uint64_t limit = 1000;
  bool markdown = false;
  bool help = false;
};

class UsageError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

std::uint64_t number_of(std::string_view option, std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc() || end != text.data() + text.size() || number == 0) {
    throw UsageError(std::string(option) + " wants a number of at least 1");
  }
  return number;
}

Settings settings_of(int argc, char** argv) {
  Settings settings;
  for (int i = 1; i < argc; ++i) {
    const std::string_view option = argv[i];
    if (option == "--help" || option == "--markdown") {
      (option == "--help" ? settings.help : settings.markdown) = true;
      continue;
    }
    if (i + 1 == argc) throw UsageError(std::string(option) + ": unknown, or its value is missing");
    const std::string value = argv[++i];
    if (option == "--strategy") {
      settings.strategies.push_back(value);
    } else if (option == "--program") {
      settings.programs.push_back(value);
    } else if (option == "--seeds") {
      settings.seeds = number_of(option, value);
    } else if (option == "--limit") {
      settings.limit = number_of(option, value);
    } else {
      throw UsageError("unknown option " + std::string(option));
    }
  }
  if (settings.strategies.empty()) {
    const auto all = compared_strategies();
    settings.strategies.assign(all.begin(), all.end());
  }
  return settings;
}

std::string one_decimal(std::uint64_t tenths) {
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
}

// The mean number of schedules, with a plus when some campaigns found nothing.
std::string cell(const std::vector<std::uint64_t>& schedules, std::uint64_t limit) {
  const std::uint64_t mean = mean_hundredths(schedules);
  const std::string number = mean < 10'000 ? one_decimal(mean / 10) : std::to_string(mean / 100);
  return number + (percent_within(schedules, limit) == 100 ? "" : "+");
}

void print_row(const Settings& settings, std::string_view first,
               const std::vector<std::string>& cells) {
  if (settings.markdown) {
    std::cout << "| " << first << " |";
    for (const std::string& text : cells) std::cout << ' ' << text << " |";
  } else {
    std::cout << std::left << std::setw(20) << first << std::right;
    for (const std::string& text : cells) std::cout << ' ' << std::setw(12) << text;
  }
  std::cout << std::endl;
}

void print_head(const Settings& settings) {
  print_row(settings, "program", settings.strategies);
  if (!settings.markdown) return;
  std::cout << "| --- |";
  for (std::size_t i = 0; i < settings.strategies.size(); ++i) std::cout << " ---: |";
  std::cout << '\n';
}

std::vector<const Quarry*> chosen(const Settings& settings) {
  std::vector<const Quarry*> programs;
  for (const Quarry& quarry : catalogue()) {
    bool wanted = settings.programs.empty();
    for (const std::string& name : settings.programs) wanted |= name == quarry.name;
    if (wanted) programs.push_back(&quarry);
  }
  if (programs.empty()) throw UsageError("no program has such a name");
  return programs;
}

// The budget curve: how many programs' bugs are found, on average over the seeds.
void print_budgets(const Settings& settings,
                   const std::vector<std::vector<std::uint64_t>>& schedules) {
  for (const std::uint64_t budget : budgets) {
    if (budget > settings.limit) continue;
    std::vector<std::string> cells;
    for (const std::vector<std::uint64_t>& of_strategy : schedules) {
      std::uint64_t found = 0;
      for (const std::uint64_t count : of_strategy) found += count <= budget ? 1 : 0;
      cells.push_back(one_decimal(10 * found / settings.seeds));
    }
    print_row(settings, "found within " + std::to_string(budget), cells);
  }
}

void hunt_all(const Settings& settings) {
  const std::vector<const Quarry*> programs = chosen(settings);
  std::vector<std::vector<std::uint64_t>> all(settings.strategies.size());
  print_head(settings);
  for (const Quarry* quarry : programs) {
    std::vector<std::string> cells;
    for (std::size_t i = 0; i < settings.strategies.size(); ++i) {
      const Hunt hunt{settings.strategies[i], settings.limit, settings.seeds};
      const std::vector<std::uint64_t> schedules = schedules_to_bug(*quarry, hunt);
      cells.push_back(cell(schedules, settings.limit));
      all[i].insert(all[i].end(), schedules.begin(), schedules.end());
    }
    print_row(settings, quarry->name, cells);
  }
  print_budgets(settings, all);
  std::cout << (settings.markdown ? "\n" : "") << programs.size() << " programs, " << settings.seeds
            << " seeds, mean number of schedules to the bug (+: not in all "
            << "campaigns of " << settings.limit << " schedules)\n";
}

}  // namespace
}  // namespace heddle::hunt

int main(int argc, char** argv) {
  using namespace heddle::hunt;
  try {
    const Settings settings = settings_of(argc, argv);
    if (settings.help) {
      std::cout << help;
    } else {
      hunt_all(settings);
    }
    return 0;
  } catch (const UsageError& error) {
    std::cerr << "heddle_hunt: " << error.what() << '\n';
    return 2;
  } catch (const std::exception& error) {
    std::cerr << "heddle_hunt: " << error.what() << '\n';
    return 3;
  }
}
