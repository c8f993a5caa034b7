#include "search/message.h"

#include <heddle/trace/finding_json.h>

#include <nlohmann/json.hpp>
#include <utility>

namespace heddle::search {
namespace {

using nlohmann::json;

json value_of(const Ending& ending) {
  return json::array({ending.ordinal, static_cast<unsigned>(ending.state),
                      static_cast<unsigned>(ending.pending), ending.at.file, ending.at.line,
                      ending.at.function, ending.waits_for});
}

Ending ending_of(const json& value) {
  Ending ending;
  ending.ordinal = value.at(0).get<std::uint32_t>();
  ending.state = static_cast<trace::State>(value.at(1).get<unsigned>());
  ending.pending = static_cast<trace::OpKind>(value.at(2).get<unsigned>());
  ending.at = {value.at(3).get<std::string>(), value.at(4).get<std::uint32_t>(),
               value.at(5).get<std::string>()};
  ending.waits_for = value.at(6).get<std::vector<std::uint32_t>>();
  return ending;
}

}  // namespace

std::string to_line(const RecordedEnd& end) {
  const Execution& execution = end.execution;
  json findings = json::array();
  for (const trace::Finding& finding : execution.findings) {
    findings.push_back(trace::to_json(finding));
  }
  json endings = json::array();
  for (const Ending& ending : execution.endings) endings.push_back(value_of(ending));
  const json whole = {{"findings", std::move(findings)},
                      {"endings", std::move(endings)},
                      {"cut", execution.cut},
                      {"steps", execution.steps},
                      {"decisions", execution.decisions},
                      {"preemptions", execution.preemptions},
                      {"hash", execution.hash},
                      {"interruptions", execution.interruptions},
                      {"divergence", end.divergence}};
  return whole.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::optional<RecordedEnd> recorded_end_of(std::string_view line) {
  const json whole = json::parse(line, nullptr, false);
  if (whole.is_discarded()) return std::nullopt;
  RecordedEnd end;
  Execution& execution = end.execution;
  try {
    for (const json& text : whole.at("findings")) {
      auto finding = trace::finding_of_json(text.get_ref<const std::string&>());
      if (!finding) return std::nullopt;
      execution.findings.push_back(std::move(*finding));
    }
    for (const json& ending : whole.at("endings")) execution.endings.push_back(ending_of(ending));
    execution.cut = whole.at("cut").get<std::string>();
    execution.steps = whole.at("steps").get<std::uint64_t>();
    execution.decisions = whole.at("decisions").get<std::uint64_t>();
    execution.preemptions = whole.at("preemptions").get<std::uint64_t>();
    execution.hash = whole.at("hash").get<std::uint64_t>();
    execution.interruptions = whole.at("interruptions").get<std::vector<std::string>>();
    end.divergence = whole.at("divergence").get<std::string>();
  } catch (const json::exception&) {
    return std::nullopt;
  }
  execution.ended = true;
  return end;
}

}  // namespace heddle::search
