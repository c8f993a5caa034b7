#include "heddle/trace/finding_json.h"

#include <limits>
#include <utility>

#include "finding_value.h"

namespace heddle::trace {
namespace {

using nlohmann::json;

json value_of(const Site& site) { return json::array({site.file, site.line, site.function}); }

Site site_of(const json& value) {
  const json::array_t& parts = list_of(value);
  if (parts.size() != 3) throw WrongValue{"a site has three parts: file, line, function"};
  return {text_of(parts[0]), static_cast<std::uint32_t>(number_of(parts[1], any_u32)),
          text_of(parts[2])};
}

std::uint32_t small(const json& object, const char* key) {
  return static_cast<std::uint32_t>(number_of(member(object, key), any_u32));
}

json value_of(const std::vector<Site>& sites) {
  json list = json::array();
  for (const Site& site : sites) list.push_back(value_of(site));
  return list;
}

std::vector<Site> sites_of(const json& value) {
  std::vector<Site> sites;
  for (const json& site : list_of(value)) sites.push_back(site_of(site));
  return sites;
}

std::vector<std::string> texts_of(const json& value) {
  std::vector<std::string> texts;
  for (const json& text : list_of(value)) texts.push_back(text_of(text));
  return texts;
}

json value_of(const Involved& goroutine) {
  return {{"ordinal", goroutine.ordinal},
          {"identity", goroutine.identity},
          {"name", goroutine.name},
          {"state", goroutine.state},
          {"site", value_of(goroutine.site)},
          {"creator", goroutine.creator},
          {"created_at", value_of(goroutine.created_at)},
          {"waits_for", goroutine.waits_for},
          {"could_wake", goroutine.could_wake},
          {"stack", value_of(goroutine.stack)},
          {"holds", goroutine.holds}};
}

Involved involved_of(const json& value) {
  Involved goroutine;
  goroutine.ordinal = small(value, "ordinal");
  goroutine.identity = text_of(member(value, "identity"));
  goroutine.name = text_of(member(value, "name"));
  goroutine.state = text_of(member(value, "state"));
  goroutine.site = site_of(member(value, "site"));
  goroutine.creator = small(value, "creator");
  goroutine.created_at = site_of(member(value, "created_at"));
  goroutine.waits_for = text_of(member(value, "waits_for"));
  goroutine.could_wake = texts_of(member(value, "could_wake"));
  goroutine.stack = sites_of(member(value, "stack"));
  goroutine.holds = texts_of(member(value, "holds"));
  return goroutine;
}

json value_of(const Wait& wait) {
  json holders = json::array();
  for (const WaitHolder& holder : wait.holders) {
    holders.push_back(
        {{"goroutine", holder.goroutine}, {"how", holder.how}, {"state", holder.state}});
  }
  return {{"goroutine", wait.goroutine},
          {"action", wait.action},
          {"object", wait.object},
          {"object_text", wait.object_text},
          {"holders", std::move(holders)},
          {"held_elsewhere", wait.held_elsewhere},
          {"certain_since", wait.certain_since}};
}

Wait wait_of(const json& value) {
  Wait wait;
  wait.goroutine = small(value, "goroutine");
  wait.action = text_of(member(value, "action"));
  wait.object = small(value, "object");
  wait.object_text = text_of(member(value, "object_text"));
  for (const json& one : list_of(member(value, "holders"))) {
    wait.holders.push_back(
        {small(one, "goroutine"), text_of(member(one, "how")), text_of(member(one, "state"))});
  }
  wait.held_elsewhere = flag_of(member(value, "held_elsewhere"));
  wait.certain_since = number_of(member(value, "certain_since"), any_u64);
  return wait;
}

json value_of(const Shrinking& shrinking) {
  return {{"decisions_found", shrinking.decisions_found},
          {"preemptions_found", shrinking.preemptions_found},
          {"fewest", shrinking.fewest},
          {"interruptions", shrinking.interruptions}};
}

Shrinking shrinking_of(const json& value) {
  Shrinking shrinking;
  shrinking.done = true;
  shrinking.decisions_found = number_of(member(value, "decisions_found"), any_u64);
  shrinking.preemptions_found = number_of(member(value, "preemptions_found"), any_u64);
  shrinking.fewest = flag_of(member(value, "fewest"));
  shrinking.interruptions = texts_of(member(value, "interruptions"));
  return shrinking;
}

}  // namespace

const json& member(const json& object, const char* key) {
  if (!object.is_object()) throw WrongValue{"an object is expected here"};
  const auto found = object.find(key);
  if (found == object.end()) throw WrongValue{std::string("'") + key + "' is missing"};
  return *found;
}

std::string text_of(const json& value) {
  if (!value.is_string()) throw WrongValue{"a text is expected here"};
  return value.get<std::string>();
}

std::uint64_t number_of(const json& value, std::uint64_t most) {
  if (!value.is_number_unsigned()) throw WrongValue{"a number from 0 is expected here"};
  const auto number = value.get<std::uint64_t>();
  if (number > most) throw WrongValue{"the number " + std::to_string(number) + " is too large"};
  return number;
}

bool flag_of(const json& value) {
  if (!value.is_boolean()) throw WrongValue{"true or false is expected here"};
  return value.get<bool>();
}

const json::array_t& list_of(const json& value) {
  if (!value.is_array()) throw WrongValue{"a list is expected here"};
  return value.get_ref<const json::array_t&>();
}

json value_of(const Finding& finding) {
  json goroutines = json::array();
  for (const Involved& goroutine : finding.goroutines) goroutines.push_back(value_of(goroutine));
  json waits = json::array();
  for (const Wait& wait : finding.waits) waits.push_back(value_of(wait));
  json whole = {{"kind", std::string(word(finding.kind))},
                {"message", finding.message},
                {"goroutines", std::move(goroutines)},
                {"sites", value_of(finding.sites)},
                {"notes", finding.notes},
                {"step", finding.step},
                {"after_main", finding.after_main},
                {"possible", finding.possible},
                {"early_firings", finding.early_firings},
                {"waits", std::move(waits)},
                {"certain_since", finding.certain_since},
                {"count", finding.count},
                {"first_run", finding.first_run},
                {"decisions", finding.decisions},
                {"preemptions", finding.preemptions},
                {"schedule", finding.schedule}};
  if (finding.shrinking.done) whole["shrinking"] = value_of(finding.shrinking);
  const TurningPoint& turn = finding.turning_point;
  if (turn.first != 0) {
    whole["turning_point"] = {{"first", turn.first},
                              {"second", turn.second},
                              {"text", turn.text},
                              {"schedule", turn.schedule}};
  }
  if (finding.run != finding.first_run) whole["run"] = finding.run;
  return whole;
}

Finding finding_of(const json& value) {
  Finding finding;
  const std::string kind_word = text_of(member(value, "kind"));
  const std::optional<Kind> kind = kind_of(kind_word);
  if (!kind) throw WrongValue{"there is no finding of kind '" + kind_word + "'"};
  finding.kind = *kind;
  finding.message = text_of(member(value, "message"));
  for (const json& one : list_of(member(value, "goroutines"))) {
    finding.goroutines.push_back(involved_of(one));
  }
  for (const json& one : list_of(member(value, "sites"))) finding.sites.push_back(site_of(one));
  finding.notes = texts_of(member(value, "notes"));
  finding.step = number_of(member(value, "step"), any_u64);
  finding.after_main = flag_of(member(value, "after_main"));
  finding.possible = flag_of(member(value, "possible"));
  finding.early_firings = small(value, "early_firings");
  // Missing in what was written before there was such a picture.
  if (const auto waits = value.find("waits"); waits != value.end()) {
    for (const json& one : list_of(*waits)) finding.waits.push_back(wait_of(one));
    finding.certain_since = number_of(member(value, "certain_since"), any_u64);
  }
  finding.count = number_of(member(value, "count"), any_u64);
  finding.first_run = number_of(member(value, "first_run"), any_u64);
  const auto run = value.find("run");
  finding.run = run == value.end() ? finding.first_run : number_of(*run, any_u64);
  finding.decisions = number_of(member(value, "decisions"), any_u64);
  finding.preemptions = number_of(member(value, "preemptions"), any_u64);
  if (const auto shrinking = value.find("shrinking"); shrinking != value.end()) {
    finding.shrinking = shrinking_of(*shrinking);
  }
  if (const auto turn = value.find("turning_point"); turn != value.end()) {
    finding.turning_point = {small(*turn, "first"), small(*turn, "second"),
                             text_of(member(*turn, "text")), text_of(member(*turn, "schedule"))};
  }
  finding.schedule = text_of(member(value, "schedule"));
  return finding;
}

std::string line_of(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string to_json(const Finding& finding) { return line_of(value_of(finding)); }

std::optional<Finding> finding_of_json(std::string_view text) {
  const json value = json::parse(text, nullptr, false);
  if (value.is_discarded()) return std::nullopt;
  try {
    return finding_of(value);
  } catch (const WrongValue&) {
    return std::nullopt;
  }
}

}  // namespace heddle::trace
