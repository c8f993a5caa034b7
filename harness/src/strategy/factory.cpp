#include "strategy/factory.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <iterator>
#include <span>
#include <utility>

#include "strategy/burst.h"
#include "strategy/default_order.h"
#include "strategy/delay.h"
#include "strategy/dfs.h"
#include "strategy/dpor.h"
#include "strategy/pct.h"
#include "strategy/portfolio.h"
#include "strategy/pos.h"
#include "strategy/random.h"
#include "strategy/rfc.h"
#include "strategy/round_robin.h"
#include "strategy/surw.h"
#include "strategy/urw.h"

namespace heddle::strategy {
namespace {

struct Key {
  std::string_view name;
  std::int64_t least;
  std::int64_t most;
  std::int64_t usual;  // when it is not given
};

using Values = std::span<const std::int64_t>;  // one for each key

struct Entry {
  StrategyHelp help;
  std::string_view name;
  std::span<const Key> keys;
  std::unique_ptr<engine::Strategy> (*make)(Values values);
};

template <class S>
std::unique_ptr<engine::Strategy> make_plain(Values) {
  return std::make_unique<S>();
}

constexpr Key pct_keys[] = {{"depth", 1, Pct::depth_max, 3}};
constexpr std::string_view bound_key = "bound";
constexpr Key delay_keys[] = {{bound_key, 0, Delay::bound_max, 2}};
constexpr Key dpor_keys[] = {{bound_key, 0, 1'000'000, -1}, {"commute", 0, 1, 0}};
constexpr Key dfs_keys[] = {{bound_key, 0, 1'000'000, -1}};

constexpr Entry entries[] = {
    {{"portfolio",
      "the default: several of the others in turn, more often those that show something new"},
     "portfolio",
     {},
     make_plain<Portfolio>},
    {{"random", "every ready goroutine is as likely as any other"},
     "random",
     {},
     make_plain<Random>},
    {{"pct:depth=3", "priorities that change at depth - 1 places; finds bugs of that depth"},
     "pct",
     pct_keys,
     [](Values values) -> std::unique_ptr<engine::Strategy> {
       return std::make_unique<Pct>(static_cast<std::uint32_t>(values[0]));
     }},
    {{"rfc", "brings about, pair by pair, who reads what from whom"}, "rfc", {}, make_plain<Rfc>},
    {{"surw", "every order of the operations on one object, drawn anew, is as likely as any other"},
     "surw",
     {},
     make_plain<Surw>},
    {{"urw", "every interleaving is as likely as any other, as far as the first runs tell"},
     "urw",
     {},
     make_plain<Urw>},
    {{"pos", "a priority for each operation, drawn anew after a conflict"},
     "pos",
     {},
     make_plain<Pos>},
    {{"burst", "a random walk in bursts of random lengths"}, "burst", {}, make_plain<Burst>},
    {{"delay:bound=2", "every schedule that is the default order with at most so many delays"},
     "delay",
     delay_keys,
     [](Values values) -> std::unique_ptr<engine::Strategy> {
       return std::make_unique<Delay>(static_cast<std::uint32_t>(values[0]));
     }},
    {{"dfs", "every schedule, one after the other; dfs:bound=2 with at most 2 preemptions"},
     "dfs",
     dfs_keys,
     [](Values values) -> std::unique_ptr<engine::Strategy> {
       return std::make_unique<Dfs>(static_cast<std::int32_t>(values[0]));
     }},
    {{"dpor",
      "one run of each happens-before class, until there are no more; dpor:commute=1 lets "
      "additions to an atomic commute"},
     "dpor",
     dpor_keys,
     [](Values values) -> std::unique_ptr<engine::Strategy> {
       return std::make_unique<Dpor>(static_cast<std::int32_t>(values[0]), values[1] != 0);
     }},
    {{"round-robin", "everybody in turn, one operation each"},
     "round-robin",
     {},
     make_plain<RoundRobin>},
    {{"default", "one schedule: stay with who runs, else the lowest number"},
     "default",
     {},
     make_plain<DefaultOrder>},
};

// What the user wrote, safe to print on one line.
std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text.substr(0, 60)) {
    const auto byte = static_cast<unsigned char>(c);
    out += byte < 0x20 || byte == 0x7f ? '?' : c;
  }
  return out + (text.size() > 60 ? "...'" : "'");
}

const Entry* find(std::string_view name) noexcept {
  for (const Entry& entry : entries) {
    if (entry.name == name) return &entry;
  }
  return nullptr;
}

std::string all_names() {
  std::string out;
  for (const Entry& entry : entries) out += (out.empty() ? "" : ", ") + std::string(entry.name);
  return out;
}

std::string all_keys(const Entry& entry) {
  std::string out;
  for (const Key& key : entry.keys) out += (out.empty() ? "" : ", ") + std::string(key.name);
  return out.empty() ? "it takes none" : "it takes: " + out;
}

// One `key=value`; false with the error when it is wrong.
bool read_setting(const Entry& entry, std::string_view setting, std::span<std::int64_t> values,
                  std::span<bool> given, std::string& error) {
  const std::string name(entry.name);
  const std::size_t equals = setting.find('=');
  const std::string_view key = setting.substr(0, equals);
  for (std::size_t i = 0; i < entry.keys.size(); ++i) {
    const Key& known = entry.keys[i];
    if (known.name != key) continue;
    const std::string key_text(key);
    if (given[i]) {
      error = name + ": " + key_text + " is given twice";
      return false;
    }
    if (equals == std::string_view::npos || equals + 1 == setting.size()) {
      error = name + ": " + key_text + " has no value; write " + name + ":" + key_text + "=N";
      return false;
    }
    const std::string_view value = setting.substr(equals + 1);
    const char* const end = value.data() + value.size();
    std::int64_t number = 0;
    const auto [stop, problem] = std::from_chars(value.data(), end, number);
    if (stop != end || problem == std::errc::invalid_argument) {
      error = name + ": " + key_text + " must be a whole number, not " + quoted(value);
      return false;
    }
    if (problem != std::errc() || number < known.least || number > known.most) {
      error = name + ": " + key_text + " must be " + std::to_string(known.least) + " to " +
              std::to_string(known.most) + ", not " + std::string(value.substr(0, 60));
      return false;
    }
    values[i] = number;
    given[i] = true;
    return true;
  }
  error = name + ": unknown key " + quoted(key) + "; " + all_keys(entry);
  return false;
}

// --bound, for a strategy that has such a key.
bool apply_bound(const Entry& entry, int bound, std::span<std::int64_t> values,
                 std::span<bool> given, std::string& error) {
  if (bound < 0) return true;
  for (std::size_t i = 0; i < entry.keys.size(); ++i) {
    if (entry.keys[i].name != bound_key) continue;
    if (given[i] && values[i] != bound) {
      error = std::string(entry.name) + ": two different preemption bounds are given, " +
              std::to_string(values[i]) + " and " + std::to_string(bound);
      return false;
    }
    values[i] = bound;
    return true;
  }
  error = "strategy '" + std::string(entry.name) +
          "' takes no preemption bound; delay, dfs and dpor do";
  return false;
}

}  // namespace

const std::vector<StrategyHelp>& strategies() {
  static const std::vector<StrategyHelp> all = [] {
    std::vector<StrategyHelp> helps;
    for (const Entry& entry : entries) helps.push_back(entry.help);
    return helps;
  }();
  return all;
}

std::unique_ptr<engine::Strategy> make_strategy(std::string_view spec, int bound,
                                                std::string& error) {
  const std::size_t colon = spec.find(':');
  const std::string_view name = spec.substr(0, colon);
  const Entry* entry = find(name);
  if (entry == nullptr) {
    error = "unknown strategy " + quoted(name) + "; there are: " + all_names();
    return nullptr;
  }
  std::int64_t values[4] = {};
  bool given[4] = {};
  for (std::size_t i = 0; i < entry->keys.size(); ++i) values[i] = entry->keys[i].usual;
  if (colon != std::string_view::npos) {
    for (std::string_view rest = spec.substr(colon + 1);;) {
      const std::size_t comma = rest.find(',');
      if (!read_setting(*entry, rest.substr(0, comma), values, given, error)) return nullptr;
      if (comma == std::string_view::npos) break;
      rest.remove_prefix(comma + 1);
    }
  }
  if (!apply_bound(*entry, bound, values, given, error)) return nullptr;
  return entry->make({values, entry->keys.size()});
}

bool samples(std::string_view spec) {
  const std::string_view name = spec.substr(0, spec.find(':'));
  constexpr std::string_view others[] = {"dfs",         "dpor",   "default",
                                         "round-robin", "replay", "bytes"};
  return std::find(std::begin(others), std::end(others), name) == std::end(others);
}

}  // namespace heddle::strategy
