#include "heddle/trace/finding.h"

#include <algorithm>

namespace heddle::trace {

std::string short_text(const Site& site) {
  if (site.line == 0) return site.file;
  return site.file + ":" + std::to_string(site.line);
}

std::string place_text(const Site& site) {
  std::string text = short_text(site);
  return text.empty() ? "an unknown place (no debug information)" : text;
}

std::string label(const Involved& goroutine) {
  std::string text = "G" + std::to_string(goroutine.ordinal);
  if (!goroutine.name.empty()) text += " " + goroutine.name;
  return text;
}

std::string headline(const Finding& finding) {
  const std::string kind(word(finding.kind));
  std::string same = kind + ": ";
  std::replace(same.begin(), same.end(), '-', ' ');
  std::string_view message = finding.message;
  if (message.starts_with(same)) message.remove_prefix(same.size());
  return kind + (finding.possible ? " (possible): " : ": ") + std::string(message);
}

std::string key(const Finding& finding) {
  std::vector<std::string> places;
  for (const Involved& goroutine : finding.goroutines) {
    places.push_back(short_text(goroutine.site) + " " + goroutine.state);
  }
  for (const Site& site : finding.sites) places.push_back(short_text(site));
  std::sort(places.begin(), places.end());
  std::string text(word(finding.kind));
  for (const std::string& place : places) text += "|" + place;
  return text;
}

}  // namespace heddle::trace
