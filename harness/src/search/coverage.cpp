#include "search/coverage.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>

#include "report/text.h"
#include "strategy/factory.h"

namespace heddle::search {
namespace {

constexpr std::string_view pct_prefix = "pct:depth=";

// "0.2 %", "0.00031 %", "0 %".
std::string per_cent(double chance) {
  constexpr double whole_from = 0.095;
  return chance >= whole_from ? fmt::format("{:.0f} %", chance * 100)
                              : fmt::format("{:.2g} %", chance * 100);
}

unsigned depth_of(const std::string& strategy) {
  unsigned depth = 0;
  if (!strategy.starts_with(pct_prefix)) return 0;
  std::from_chars(strategy.data() + pct_prefix.size(), strategy.data() + strategy.size(), depth);
  return depth;
}

}  // namespace

std::optional<double> pct_miss_bound(const std::string& strategy, const Counts& counts) {
  const unsigned depth = depth_of(strategy);
  if (depth == 0 || counts.runs == 0) return std::nullopt;
  const double goroutines = std::max(counts.goroutines_most, 1U);
  // As strategy/pct.h draws them.
  const double places =
      static_cast<double>(std::max<std::uint64_t>(counts.decisions_most, 1)) * 1.2;
  const double hit = 1 / (goroutines * std::pow(places, depth - 1));
  return std::exp(static_cast<double>(counts.runs) * std::log1p(-std::min(hit, 1.0)));
}

std::string classes_text(const ClassSample& classes, std::uint64_t runs, bool all) {
  std::string out = classes.exact() ? "" : "about ";
  out += classes.distinct() == 1 ? "1 class" : std::to_string(classes.distinct()) + " classes";
  if (classes.runs() < runs) out += " in " + report::counted(classes.runs(), "run") + " counted";
  if (all) return out;
  return out + ", a new one next with a chance of " + per_cent(classes.chance_of_new());
}

std::string coverage_text(const std::string& strategy, const Counts& counts,
                          const ClassSample& classes, double seconds) {
  const auto runs = static_cast<double>(counts.runs);
  std::string out =
      fmt::format("{:.0f} runs/s, {:.1f} decisions a run", seconds > 0 ? runs / seconds : 0.0,
                  counts.runs == 0 ? 0.0 : static_cast<double>(counts.decisions) / runs);
  // The line of dpor's result says how many it has seen itself.
  if (classes.runs() != 0 && counts.explored == 0) {
    out +=
        ", " + classes_text(classes, counts.runs, counts.saw_all || !strategy::samples(strategy));
  }
  if (const auto bound = pct_miss_bound(strategy, counts)) {
    out += fmt::format(", a bug of depth {} missed with a chance of at most {}", depth_of(strategy),
                       per_cent(*bound));
  }
  return out;
}

}  // namespace heddle::search
