#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "cli/command.h"
#include "cli/console.h"
#include "cli/json.h"
#include "report/wrap.h"

namespace heddle::cli {
namespace {

struct ListSettings {
  std::vector<std::string> scenarios;
  bool json = false;
};

nlohmann::ordered_json object_of(const Scenario& scenario) {
  nlohmann::ordered_json tags = nlohmann::ordered_json::array();
  std::string_view rest = scenario.tags;
  while (!rest.empty()) {
    const std::size_t end = rest.find(' ');
    if (end != 0) tags.push_back(std::string(rest.substr(0, end)));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  return {{"scenario", scenario.name},
          {"story", scenario.story},
          {"tags", std::move(tags)},
          {"expected", words_of(scenario.expect)},
          {"twin", scenario.fixed != nullptr}};
}

std::string lines_of(const Scenario& scenario) {
  std::string kinds;
  for (const std::string& kind : words_of(scenario.expect)) {
    kinds += (kinds.empty() ? "" : ", ") + kind;
  }
  if (kinds.empty()) kinds = "nothing, it is correct";
  std::string out = std::string(scenario.name) + "  [" + kinds + "]\n";
  return out + report::wrap("    ", scenario.story, 4);
}

int list(const Context& context, const ListSettings& settings) {
  for (const Scenario* scenario : matching(context, settings.scenarios)) {
    print(settings.json ? line_of(object_of(*scenario)) : lines_of(*scenario));
  }
  return nothing_found;
}

}  // namespace

void add_list(CLI::App& app, const Context& context, Action& action) {
  CLI::App& command = *app.add_subcommand("list", "The scenarios, and what they should show");
  const auto settings = std::make_shared<ListSettings>();
  command.add_option("SCENARIO", settings->scenarios, "Names or patterns ('leaks/*')")
      ->type_name("");
  command.add_flag("--json", settings->json, "One JSON object a line");
  command.callback([&context, &action, settings] {
    action = [&context, settings] { return list(context, *settings); };
  });
}

}  // namespace heddle::cli
