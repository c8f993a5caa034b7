#include <charconv>
#include <map>

#include "engine/ensure.h"
#include "strategy/checksum.h"
#include "strategy/schedule.h"
#include "strategy/schedule_grammar.h"

namespace heddle::strategy {
namespace {

using engine::Decision;
using engine::DecisionKind;
using engine::ensure;

// Base 26: "a" is 0, "z" 25, "Ba" 26.
void append_word(std::string& out, std::uint32_t value) {
  char digits[8];
  std::size_t n = 0;
  digits[n++] = static_cast<char>('a' + value % grammar::word_base);
  for (value /= grammar::word_base; value != 0; value /= grammar::word_base) {
    digits[n++] = static_cast<char>('A' + value % grammar::word_base);
  }
  while (n > 0) out += digits[--n];
}

void append_hex(std::string& out, std::uint32_t value, std::size_t digits) {
  while (digits-- > 0) out += grammar::hex[value >> (4 * digits) & 0xf];
}

void append_name(std::string& out, std::string_view name) {
  for (const char c : name) {
    if (grammar::is_plain_in_name(c)) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += '%';
      out += "0123456789ABCDEF"[byte >> 4];
      out += "0123456789ABCDEF"[byte & 0xf];
    }
  }
}

struct Identity {
  std::string_view parent;  // "" for main and for those the clock started
  std::uint32_t n = 0;      // how-manieth of its parent
};

Identity split(std::string_view path) {
  const std::size_t dot = path.rfind('.');
  if (dot == std::string_view::npos) return {};
  Identity identity{path.substr(0, dot), 0};
  const char* const end = path.data() + path.size();
  const auto result = std::from_chars(path.data() + dot + 1, end, identity.n);
  ensure(result.ec == std::errc() && result.ptr == end, "an identity path is numbers and dots");
  return identity;
}

// Each goroutine by its parent and its number there; neighbours of one parent as a range.
void append_goroutines(std::string& out, const std::vector<std::string>& goroutines) {
  std::map<std::string_view, std::uint32_t> known;
  for (std::size_t i = 0; i < goroutines.size();) {
    if (i != 0) out += ',';
    const Identity first = split(goroutines[i]);
    if (first.parent.empty()) {
      out += goroutines[i];
      known.emplace(goroutines[i], static_cast<std::uint32_t>(i));
      ++i;
      continue;
    }
    const auto parent = known.find(first.parent);
    if (parent == known.end()) {
      out += first.parent;
    } else {
      append_word(out, parent->second);
    }
    out += '.' + std::to_string(first.n);
    std::uint32_t last = first.n;
    known.emplace(goroutines[i], static_cast<std::uint32_t>(i));
    for (++i; i < goroutines.size(); ++i) {
      const Identity next = split(goroutines[i]);
      if (next.parent != first.parent || next.n - 1 != last) break;
      last = next.n;
      known.emplace(goroutines[i], static_cast<std::uint32_t>(i));
    }
    if (last != first.n) out += '-' + std::to_string(last);
  }
}

void append_decision(std::string& out, Decision decision, std::size_t goroutines) {
  if (decision.kind != DecisionKind::goroutine) {
    out += grammar::marks[static_cast<std::size_t>(decision.kind)];
    append_word(out, decision.value);
  } else if (decision.value == 0) {
    out += grammar::clock;
  } else {
    ensure(decision.value <= goroutines, "a step names a goroutine of its schedule");
    append_word(out, decision.value - 1);
  }
}

void append_steps(std::string& out, const Schedule& schedule) {
  const std::vector<Schedule::Step>& steps = schedule.steps;
  for (std::size_t i = 0; i < steps.size();) {
    const Decision decision = steps[i].decision;
    std::size_t end = i + 1;
    while (end < steps.size() && steps[end].decision == decision) ++end;
    append_decision(out, decision, schedule.goroutines.size());
    if (end - i > 1) out += std::to_string(end - i);
    i = end;
  }
}

void append_checks(std::string& out, const std::vector<Schedule::Step>& steps) {
  std::size_t end = out.size();  // behind the last check there is
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (!grammar::keeps_check(i, steps.size())) continue;
    if (steps[i].has_check) {
      append_hex(out, steps[i].check & grammar::check_mask, grammar::check_digits);
      end = out.size();
    } else {
      out += grammar::no_check;
    }
  }
  out.resize(end);
}

}  // namespace

std::string to_text(const Schedule& schedule) {
  ensure(schedule.steps.size() <= schedule_steps_max, "a schedule has at most 16 million steps");
  std::string out(grammar::version);
  out += grammar::separator;
  append_name(out, schedule.scenario);
  out += grammar::separator;
  if (schedule.fixed) out += 'f';
  if (schedule.memory) out += 'm';
  if (schedule.early != 0) out += 'e' + std::to_string(schedule.early);
  out += grammar::separator;
  append_goroutines(out, schedule.goroutines);
  out += grammar::separator;
  append_steps(out, schedule);
  out += grammar::separator;
  append_checks(out, schedule.steps);
  out += grammar::separator;
  append_hex(out, crc32(out), grammar::checksum_digits);
  return out;
}

}  // namespace heddle::strategy
