#include <charconv>
#include <limits>
#include <string>
#include <utility>

#include "checksum.h"
#include "finding_value.h"
#include "heddle/trace/trace_file.h"

namespace heddle::trace {
namespace {

using nlohmann::json;

constexpr std::string_view first_word = "heddle-trace ";
constexpr std::string_view last_word = "checksum ";

// Reads lines from front to back. Whatever is wrong is thrown as WrongValue and gets the offset of
// the line it was found in (or, for broken JSON, of the character).
class Parser {
 public:
  explicit Parser(std::string_view bytes) : bytes_(bytes) {}

  Trace parse() {
    first_line();
    header();
    for (std::uint64_t i = 0; i < sites_; ++i) site(row("site", 4));
    for (std::uint64_t i = 0; i < goroutines_; ++i) goroutine(row("goroutine", 9));
    for (std::uint64_t i = 0; i < objects_; ++i) object(row("object", 5));
    for (std::uint64_t i = 0; i < texts_; ++i) {
      const json::array_t& parts = row("text", 2);
      trace_.texts.push_back(text_of(parts[1]));
    }
    for (std::uint64_t i = 0; i < decisions_; ++i) decision(row("decision", 4));
    for (std::uint64_t i = 0; i < events_; ++i) event(row("event", 9));
    for (std::uint64_t i = 0; i < findings_; ++i) {
      const json::array_t& parts = row("finding", 2);
      trace_.findings.push_back(finding_of(parts[1]));
    }
    last_line();
    return std::move(trace_);
  }

  std::uint64_t offset() const noexcept { return line_offset_; }

 private:
  std::string_view line() {
    line_offset_ = next_;
    if (next_ >= bytes_.size()) throw WrongValue{"the file ends too early: it was cut short"};
    const std::size_t end = bytes_.find('\n', next_);
    if (end == std::string_view::npos) {
      throw WrongValue{"the last line has no end: the file was cut short"};
    }
    const std::string_view text = bytes_.substr(next_, end - next_);
    next_ = end + 1;
    return text;
  }

  void first_line() {
    const std::string_view text = line();
    if (!text.starts_with(first_word)) throw WrongValue{"this is no heddle trace"};
    if (text.substr(first_word.size()) != "0") {
      throw WrongValue{"this is a trace of format '" + std::string(text.substr(first_word.size())) +
                       "'; this program reads format 0"};
    }
  }

  // The next line, which must be a list that begins with `tag`.
  const json::array_t& row(std::string_view tag, std::size_t parts) {
    const std::string_view text = line();
    try {
      value_ = json::parse(text.begin(), text.end());
    } catch (const json::parse_error& wrong) {
      line_offset_ += wrong.byte == 0 ? 0 : wrong.byte - 1;
      throw WrongValue{"broken line of a trace"};
    } catch (const json::exception&) {
      throw WrongValue{"a number is too large"};
    }
    const json::array_t& list = list_of(value_);
    if (list.size() != parts || text_of(list[0]) != tag) {
      throw WrongValue{"a line ['" + std::string(tag) + "', ...] of " + std::to_string(parts) +
                       " parts is expected here"};
    }
    return list;
  }

  static std::uint32_t small(const json& value, std::uint64_t most = any_u32) {
    return static_cast<std::uint32_t>(number_of(value, most));
  }

  void header() {
    const json::array_t& parts = row("run", 2);
    const json& run = parts[1];
    trace_.scenario = text_of(member(run, "scenario"));
    trace_.fixed = flag_of(member(run, "fixed"));
    trace_.strategy = text_of(member(run, "strategy"));
    trace_.seed = number_of(member(run, "seed"), any_u64);
    trace_.run = number_of(member(run, "run"), any_u64);
    trace_.early = small(member(run, "early"));
    trace_.schedule = text_of(member(run, "schedule"));
    trace_.cut = text_of(member(run, "cut"));
    trace_.prefix = flag_of(member(run, "prefix"));
    // Every entry has a line, so no count can be larger than the file.
    const std::uint64_t most = bytes_.size();
    sites_ = number_of(member(run, "sites"), most);
    goroutines_ = number_of(member(run, "goroutines"), most);
    objects_ = number_of(member(run, "objects"), most);
    texts_ = number_of(member(run, "texts"), most);
    decisions_ = number_of(member(run, "decisions"), most);
    events_ = number_of(member(run, "events"), most);
    findings_ = number_of(member(run, "findings"), most);
  }

  void site(const json::array_t& parts) {
    trace_.sites.push_back({text_of(parts[1]), small(parts[2]), text_of(parts[3])});
  }

  void goroutine(const json::array_t& parts) {
    TracedGoroutine goroutine;
    // A creator comes before whom it creates, so paths end.
    goroutine.creator = small(parts[1], trace_.goroutines.size());
    goroutine.child_index = small(parts[2]);
    goroutine.made_at = small(parts[3], sites_);
    goroutine.name = text_of(parts[4]);
    goroutine.state = state_of(text_of(parts[5]));
    goroutine.pending = kind_of_op(text_of(parts[6]));
    goroutine.pending_at = small(parts[7], sites_);
    for (const json& object : list_of(parts[8])) {
      goroutine.waits_for.push_back(small(object, objects_));
    }
    trace_.goroutines.push_back(std::move(goroutine));
  }

  void object(const json::array_t& parts) {
    TracedObject object;
    object.identity = hexadecimal(text_of(parts[1]));
    object.type = text_of(parts[2]);
    object.made_at = small(parts[3], sites_);
    object.made_by = small(parts[4], goroutines_);
    trace_.objects.push_back(std::move(object));
  }

  void decision(const json::array_t& parts) {
    const std::string name = text_of(parts[1]);
    for (unsigned i = 0; i < decision_kind_count; ++i) {
      const auto kind = static_cast<DecisionKind>(i);
      if (word(kind) != name) continue;
      trace_.decisions.push_back({kind, small(parts[2]), small(parts[3])});
      return;
    }
    throw WrongValue{"there is no decision of kind '" + name + "'"};
  }

  void event(const json::array_t& parts) {
    Event event;
    event.number = static_cast<std::uint32_t>(trace_.events.size() + 1);
    event.goroutine = small(parts[1], goroutines_);
    event.kind = kind_of_op(text_of(parts[2]));
    event.object = small(parts[3], objects_);
    event.site = small(parts[4], sites_);
    event.value_a = number_of(parts[5], any_u64);
    event.value_b = number_of(parts[6], any_u64);
    event.waits = flag_of(parts[7]);
    if (event.kind == OpKind::log && event.value_a > texts_) {
      throw WrongValue{"the log line has no text"};
    }
    const json::array_t& edges = list_of(parts[8]);
    if (edges.size() > std::numeric_limits<std::uint16_t>::max()) {
      throw WrongValue{"the event has too many edges"};
    }
    event.edges = static_cast<std::uint32_t>(trace_.edges.size());
    event.edge_count = static_cast<std::uint16_t>(edges.size());
    for (const json& edge : edges) {
      const std::uint32_t from = small(edge, event.number - 1);
      if (from == 0) throw WrongValue{"an edge comes from event 0"};
      trace_.edges.push_back(from);
    }
    trace_.events.push_back(event);
  }

  void last_line() {
    const std::uint64_t sum = checksum(bytes_.substr(0, next_));
    const std::string_view text = line();
    if (!text.starts_with(last_word)) throw WrongValue{"the line with the checksum is expected"};
    if (hexadecimal(text.substr(last_word.size())) != sum) {
      throw WrongValue{"the checksum is wrong: the file was changed or damaged"};
    }
    line_offset_ = next_;
    if (next_ != bytes_.size()) throw WrongValue{"there is something after the end"};
  }

  static std::uint64_t hexadecimal(std::string_view text) {
    std::uint64_t value = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, problem] = std::from_chars(text.data(), end, value, 16);
    if (text.size() != 16 || problem != std::errc() || stop != end) {
      throw WrongValue{"16 hexadecimal digits are expected"};
    }
    return value;
  }

  static State state_of(std::string_view name) {
    for (unsigned i = 0; i < state_count; ++i) {
      if (word(static_cast<State>(i)) == name) return static_cast<State>(i);
    }
    throw WrongValue{"there is no state '" + std::string(name) + "'"};
  }

  static OpKind kind_of_op(std::string_view name) {
    const OpKind kind = op_kind_of(name);
    if (kind == OpKind::none && name != info(OpKind::none).name) {
      throw WrongValue{"there is no operation '" + std::string(name) + "'"};
    }
    return kind;
  }

  std::string_view bytes_;
  std::size_t next_ = 0;
  std::uint64_t line_offset_ = 0;
  json value_;
  Trace trace_;
  std::uint64_t sites_ = 0, goroutines_ = 0, objects_ = 0, texts_ = 0, decisions_ = 0, events_ = 0,
                findings_ = 0;
};

}  // namespace

std::optional<Trace> parse_trace(std::string_view bytes, TraceError& error) {
  Parser parser(bytes);
  try {
    return parser.parse();
  } catch (const WrongValue& wrong) {
    error = {parser.offset(), wrong.what};
  }
  return std::nullopt;
}

}  // namespace heddle::trace
