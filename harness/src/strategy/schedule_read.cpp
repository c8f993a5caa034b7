// Reads in this order, so that what is said first is the most helpful: is it a schedule of this
// version, are its characters possible, is it whole (the checksum), does it follow the grammar. The
// last can only fail for texts that were made up.

#include <algorithm>
#include <limits>

#include "strategy/checksum.h"
#include "strategy/schedule.h"
#include "strategy/schedule_grammar.h"

namespace heddle::strategy {
namespace {

using engine::Decision;
using engine::DecisionKind;

std::string shown(char c) {
  const auto byte = static_cast<unsigned char>(c);
  if (byte > 0x20 && byte < 0x7f) return std::string("'") + c + "'";
  if (c == ' ') return "a space";
  if (c == '\n') return "a line break";
  return std::string("byte 0x") + grammar::hex[byte >> 4] + grammar::hex[byte & 0xf];
}

class Reader {
 public:
  Reader(std::string_view text, ScheduleError& error) : text_(text), error_(error) {}

  std::optional<Schedule> read();

 private:
  bool fail(std::size_t offset, std::string message) {
    error_ = {offset, std::move(message)};
    return false;
  }
  bool fail(std::string message) { return fail(at_, std::move(message)); }
  bool more() const noexcept { return at_ < end_ && text_[at_] != grammar::separator; }
  bool accept(char c) noexcept {
    if (at_ >= end_ || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  bool read_version();
  bool check_alphabet();
  bool check_sum();
  bool end_section(const char* name);
  bool read_number(std::uint32_t& number, std::uint32_t most, const char* what);
  bool read_word(std::uint32_t& value);
  bool read_name();
  bool read_flags();
  bool read_goroutines();
  bool read_parent(std::string& parent);
  bool read_siblings(const std::string& parent);
  bool add_goroutine(std::string path);
  bool read_steps();
  bool read_decision(Decision& decision);
  bool read_checks();

  std::string_view text_;
  ScheduleError& error_;
  std::size_t at_ = 0;
  std::size_t end_ = 0;  // of what the checksum covers
  std::uint64_t identity_bytes_ = 0;
  Schedule schedule_;
};

bool Reader::read_version() {
  if (text_.empty()) return fail(0, "the schedule is empty");
  const std::size_t colon = text_.substr(0, 16).find(grammar::separator);
  const std::string_view head = text_.substr(0, colon);
  const bool numbered = head.size() > 1 && head[0] == 'h' &&
                        std::all_of(head.begin() + 1, head.end(), grammar::is_digit);
  if (colon == std::string_view::npos || !numbered) {
    return fail(0, "a schedule starts with 'h1:'");
  }
  if (head != grammar::version) {
    return fail(0, "this is a schedule of version " + std::string(head.substr(1)) +
                       ", and this Heddle reads version 1");
  }
  at_ = colon + 1;
  return true;
}

bool Reader::check_alphabet() {
  for (std::size_t i = 0; i < text_.size(); ++i) {
    if (!grammar::is_allowed(text_[i])) return fail(i, shown(text_[i]) + " is never in a schedule");
  }
  return true;
}

// The one character that would explain the difference of the checksums, if there is exactly one.
struct Suspect {
  std::size_t offset = 0;
  std::uint8_t bits = 0;
  std::uint32_t count = 0;
};

Suspect find_suspect(std::string_view text, std::size_t covered, std::uint32_t stated) {
  Suspect suspect;
  const auto consider = [&](std::size_t offset, std::uint8_t bits, bool possible) {
    if (bits == 0 || !possible) return;
    suspect.offset = offset;
    suspect.bits = bits;
    ++suspect.count;
  };
  const std::uint32_t difference = crc32(text.substr(0, covered)) ^ stated;
  CrcDifference cause(difference);
  for (std::size_t i = covered; i-- > 0; cause.back()) {
    consider(i, cause.bits(), grammar::is_allowed(static_cast<char>(text[i] ^ cause.bits())));
  }
  // Or a digit of the checksum itself.
  for (std::size_t digit = 0; digit < grammar::checksum_digits; ++digit) {
    const std::size_t shift = 4 * (grammar::checksum_digits - 1 - digit);
    if ((difference & ~(std::uint32_t{0xf} << shift)) != 0) continue;
    const std::size_t offset = covered + digit;
    const char right = grammar::hex[(stated ^ difference) >> shift & 0xf];
    consider(offset, static_cast<std::uint8_t>(text[offset] ^ right), true);
  }
  return suspect;
}

bool Reader::check_sum() {
  const std::size_t last = text_.rfind(grammar::separator);
  const std::string_view tail = text_.substr(last + 1);  // the checksum, if all is well
  const bool six = std::count(text_.begin(), text_.end(), grammar::separator) >= 6;
  const char* const early = "the schedule ends too early: it was not copied whole";
  const std::size_t covered = text_.size() - std::min(text_.size(), grammar::checksum_digits);
  const std::string_view sum = text_.substr(covered);
  const auto odd = std::find_if_not(sum.begin(), sum.end(), grammar::is_hex);
  if (odd != sum.end()) {
    if (!six || tail.size() < grammar::checksum_digits) return fail(text_.size(), early);
    return fail(covered + static_cast<std::size_t>(odd - sum.begin()),
                "a schedule ends with a checksum of 8 hexadecimal digits");
  }
  std::uint32_t stated = 0;
  for (const char c : sum) {
    stated = stated << 4 | static_cast<std::uint32_t>(grammar::hex.find(c));
  }
  if (crc32(text_.substr(0, covered)) != stated) {
    const Suspect suspect = find_suspect(text_, covered, stated);
    if (suspect.count == 1) {
      const char wrong = text_[suspect.offset];
      return fail(suspect.offset, "the checksum does not match; with " +
                                      shown(static_cast<char>(wrong ^ suspect.bits)) +
                                      " here instead of " + shown(wrong) + " it would");
    }
    if (!six) return fail(text_.size(), early);
    return fail(covered, "the checksum does not match: some characters are wrong or missing");
  }
  if (covered != last + 1) return fail(covered, "there is no ':' before the checksum");
  end_ = last;
  return true;
}

bool Reader::end_section(const char* name) {
  if (at_ == end_) return fail("the schedule ends before its " + std::string(name));
  if (!accept(grammar::separator)) {
    return fail(shown(text_[at_]) + " is not expected before the " + name);
  }
  return true;
}

// Decimal, without leading zeros, at least 1.
bool Reader::read_number(std::uint32_t& number, std::uint32_t most, const char* what) {
  const std::size_t start = at_;
  std::uint64_t value = 0;
  while (at_ < end_ && grammar::is_digit(text_[at_])) {
    value = value * 10 + static_cast<std::uint64_t>(text_[at_++] - '0');
    if (value > most) return fail(start, std::string(what) + " is too large");
  }
  if (value == 0 || text_[start] == '0') return fail(start, std::string(what) + " is no number");
  number = static_cast<std::uint32_t>(value);
  return true;
}

bool Reader::read_word(std::uint32_t& value) {
  const std::size_t start = at_;
  std::uint64_t sum = 0;
  for (; at_ < end_; ++at_) {
    const char c = text_[at_];
    const bool last = grammar::is_lower(c);
    if (!last && !grammar::is_upper(c)) break;
    sum = sum * grammar::word_base + static_cast<std::uint64_t>(c - (last ? 'a' : 'A'));
    if (sum > engine::decision_value_max) return fail(start, "the value is too large");
    if (!last) continue;
    ++at_;
    value = static_cast<std::uint32_t>(sum);
    return true;
  }
  return fail("a letter is missing");
}

bool Reader::read_name() {
  while (more()) {
    const char c = text_[at_++];
    if (c != '%') {
      if (!grammar::is_plain_in_name(c)) return fail(at_ - 1, "wrong character in the name");
      schedule_.scenario += c;
      continue;
    }
    std::uint32_t byte = 0;
    for (int i = 0; i < 2; ++i, ++at_) {
      const std::size_t digit =
          more() ? std::string_view("0123456789ABCDEF").find(text_[at_]) : std::string_view::npos;
      if (digit == std::string_view::npos) return fail("two hexadecimal digits follow a '%'");
      byte = byte << 4 | static_cast<std::uint32_t>(digit);
    }
    schedule_.scenario += static_cast<char>(byte);
  }
  return end_section("options");
}

bool Reader::read_flags() {
  schedule_.fixed = accept('f');
  schedule_.memory = accept('m');
  if (accept('e') &&
      !read_number(schedule_.early, std::numeric_limits<std::uint32_t>::max(), "the number")) {
    return false;
  }
  return end_section("goroutines");
}

bool Reader::add_goroutine(std::string path) {
  identity_bytes_ += path.size();
  if (schedule_.goroutines.size() >= schedule_goroutines_max ||
      identity_bytes_ > schedule_identity_bytes_max) {
    return fail("too many goroutines");
  }
  schedule_.goroutines.push_back(std::move(path));
  return true;
}

// The parent of a group: an earlier entry by its letters, or a path.
bool Reader::read_parent(std::string& parent) {
  const std::size_t start = at_;
  constexpr std::uint32_t most = std::numeric_limits<std::uint32_t>::max();
  std::uint32_t n = 0;
  const bool by_clock = text_[at_] == 'c' && at_ + 1 < end_ && grammar::is_digit(text_[at_ + 1]);
  if (!by_clock && text_[at_] != '0') {
    if (!read_word(n)) return false;
    if (n >= schedule_.goroutines.size()) return fail(start, "there is no such goroutine before");
    parent = schedule_.goroutines[n];
    return true;
  }
  ++at_;
  if (by_clock && !read_number(n, most, "the goroutine's number")) return false;
  // All but the last number belong to the parent.
  for (std::size_t dot = at_; at_ < end_ && text_[at_] == '.'; dot = at_) {
    ++at_;
    if (!read_number(n, most, "the goroutine's number")) return false;
    if (at_ < end_ && text_[at_] == '.') continue;
    at_ = dot;
    break;
  }
  parent = std::string(text_.substr(start, at_ - start));
  return true;
}

bool Reader::read_siblings(const std::string& parent) {
  constexpr std::uint32_t most = std::numeric_limits<std::uint32_t>::max();
  std::uint32_t first = 0;
  if (!read_number(first, most, "the goroutine's number")) return false;
  std::uint32_t last = first;
  if (accept('-')) {
    if (!read_number(last, most, "the goroutine's number")) return false;
    if (last <= first) return fail("a range of goroutines goes upwards");
  }
  for (std::uint64_t n = first; n <= last; ++n) {
    if (!add_goroutine(parent + "." + std::to_string(n))) return false;
  }
  return true;
}

bool Reader::read_goroutines() {
  const std::size_t start = at_;
  while (more()) {
    if (at_ != start && !accept(',')) return fail("goroutines are separated by commas");
    if (!more()) return fail("a goroutine is missing");
    std::string parent;
    const bool by_path = text_[at_] == '0' || text_[at_] == 'c';
    if (!read_parent(parent)) return false;
    if (accept('.')) {
      if (!read_siblings(parent)) return false;
    } else if (by_path && parent.find('.') == std::string::npos) {
      if (!add_goroutine(std::move(parent))) return false;
    } else {
      return fail("the goroutine's number is missing");
    }
  }
  std::vector<std::string_view> sorted(schedule_.goroutines.begin(), schedule_.goroutines.end());
  std::sort(sorted.begin(), sorted.end());
  if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end()) {
    return fail(start, "a goroutine is listed twice");
  }
  return end_section("steps");
}

bool Reader::read_decision(Decision& decision) {
  const std::size_t start = at_;
  decision = {DecisionKind::goroutine, 0};
  if (accept(grammar::clock)) return true;
  for (std::size_t kind = 1; kind < engine::decision_kind_count; ++kind) {
    if (!accept(grammar::marks[kind])) continue;
    decision.kind = static_cast<DecisionKind>(kind);
    if (!read_word(decision.value)) return false;
    if (decision.kind != DecisionKind::random_high || decision.value <= 0xff) return true;
    return fail(start, "the value is too large");
  }
  if (!read_word(decision.value)) return false;
  if (++decision.value <= schedule_.goroutines.size()) return true;
  return fail(start, "there is no such goroutine in the schedule");
}

bool Reader::read_steps() {
  while (more()) {
    const std::size_t start = at_;
    Schedule::Step step;
    if (!read_decision(step.decision)) return false;
    std::uint32_t times = 1;
    if (more() && grammar::is_digit(text_[at_]) &&
        !read_number(times, schedule_steps_max, "the number of repetitions")) {
      return false;
    }
    if (times > schedule_steps_max - schedule_.steps.size()) {
      return fail(start, "more than 16 million steps");
    }
    schedule_.steps.insert(schedule_.steps.end(), times, step);
  }
  return end_section("checks");
}

bool Reader::read_checks() {
  const std::size_t count = schedule_.steps.size();
  for (std::size_t i = 0; i < count && more(); ++i) {
    if (!grammar::keeps_check(i, count)) continue;
    const std::string_view digits = text_.substr(at_, std::min(grammar::check_digits, end_ - at_));
    if (digits.size() == grammar::check_digits && digits != grammar::no_check) {
      Schedule::Step& step = schedule_.steps[i];
      for (const char c : digits) {
        if (!grammar::is_hex(c)) return fail("a check is two hexadecimal digits");
        step.check = step.check << 4 | static_cast<std::uint32_t>(grammar::hex.find(c));
      }
      step.has_check = true;
    } else if (digits != grammar::no_check) {
      return fail("a check is two hexadecimal digits");
    }
    at_ += grammar::check_digits;
  }
  if (at_ != end_) return fail("there are more checks than steps have");
  return true;
}

std::optional<Schedule> Reader::read() {
  if (!read_version() || !check_alphabet() || !check_sum()) return std::nullopt;
  schedule_.check_mask = grammar::check_mask;
  if (!read_name() || !read_flags() || !read_goroutines() || !read_steps() || !read_checks()) {
    return std::nullopt;
  }
  // One schedule, one text.
  const std::string written = to_text(schedule_);
  if (written != text_) {
    const auto differs = std::mismatch(written.begin(), written.end(), text_.begin(), text_.end());
    fail(static_cast<std::size_t>(differs.second - text_.begin()),
         "this is not the shortest way to write this schedule, which is the only one allowed");
    return std::nullopt;
  }
  return std::move(schedule_);
}

}  // namespace

std::optional<Schedule> parse_schedule(std::string_view text, ScheduleError& error) {
  return Reader(text, error).read();
}

}  // namespace heddle::strategy
