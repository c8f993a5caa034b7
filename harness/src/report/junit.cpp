#include "report/junit.h"

#include <fmt/format.h>

#include <cstdint>
#include <string_view>

#include "report/text.h"

namespace heddle::report {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

// How many bytes the character at the beginning has; 0 when it is none of UTF-8's, or one that XML
// cannot hold.
std::size_t good_character(std::string_view text) {
  const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(0);
  if (first < 0x80) return first >= 0x20 || first == '\t' || first == '\n' || first == '\r' ? 1 : 0;
  const std::size_t bytes = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < bytes) return 0;
  std::uint32_t code = first & (0xFFU >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return 0;
    code = code << 6 | (byte(i) & 0x3FU);
  }
  constexpr std::uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  const bool none = code == 0xFFFE || code == 0xFFFF || code > 0x10FFFF;
  return code < least[bytes] || surrogate || none ? 0 : bytes;
}

std::string failure(const Summary& summary, const Reported& reported) {
  return fmt::format("    <failure type=\"{}\" message=\"{}\">{}</failure>\n",
                     xml_text(trace::word(reported.finding.kind)),
                     xml_text(reported.finding.message),
                     xml_text(text_of(reported.finding, summary.scenario, reported.replay)));
}

}  // namespace

std::string xml_text(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t bytes = good_character(text.substr(i));
    if (bytes == 0) {
      out += replacement;
      ++i;
      continue;
    }
    switch (text[i]) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&apos;"; break;
      case '\r': out += "&#13;"; break;
      case '\t': out += "&#9;"; break;
      case '\n': out += "&#10;"; break;
      default: out += text.substr(i, bytes);
    }
    i += bytes;
  }
  return out;
}

std::string junit_of(std::span<const Summary> summaries) {
  std::size_t failures = 0;
  std::size_t errors = 0;
  double seconds = 0;
  std::string cases;
  for (const Summary& summary : summaries) {
    seconds += summary.seconds;
    cases += fmt::format("  <testcase classname=\"heddle\" name=\"{}\" time=\"{:.3f}\">\n",
                         xml_text(summary.scenario), summary.seconds);
    bool failed = false;
    std::string told;
    for (const Reported& reported : summary.findings) {
      if (reported.fails) {
        cases += failure(summary, reported);
        failed = true;
      } else {
        told += text_of(reported.finding, summary.scenario, reported.replay);
      }
    }
    failures += failed ? 1 : 0;
    if (!summary.not_green.empty()) {
      cases += fmt::format("    <error type=\"not-green\" message=\"{}\"/>\n",
                           xml_text(summary.not_green));
      ++errors;
    }
    if (!told.empty()) cases += "    <system-out>" + xml_text(told) + "</system-out>\n";
    cases += "  </testcase>\n";
  }
  const std::string totals =
      fmt::format("tests=\"{}\" failures=\"{}\" errors=\"{}\" time=\"{:.3f}\"", summaries.size(),
                  failures, errors, seconds);
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites " + totals +
         ">\n<testsuite name=\"heddle\" " + totals + ">\n" + cases +
         "</testsuite>\n</testsuites>\n";
}

}  // namespace heddle::report
