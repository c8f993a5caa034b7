#include <algorithm>
#include <charconv>
#include <limits>
#include <utility>

#include "finding_value.h"
#include "heddle/trace/text_form.h"
#include "text_words.h"

namespace heddle::trace {
namespace {

// The words of one line, taken by their keys; in the end none may be left.
class Line {
 public:
  explicit Line(std::string_view line) : words_(words_of(line)) {}

  // The next word without a key.
  std::string plain() {
    if (next_ == words_.size() || !words_[next_].key.empty()) {
      throw WrongValue{"a word is missing"};
    }
    return std::move(words_[next_++].value);
  }
  std::string text(std::string_view key) {
    Word* const word = find(key);
    return word == nullptr ? std::string() : std::move(word->value);
  }
  std::uint64_t number(std::string_view key, std::uint64_t most = any_u32) {
    const Word* const word = find(key);
    return word == nullptr ? 0 : parsed(word->value, most, 10);
  }
  std::uint64_t hexadecimal(std::string_view key) {
    const Word* const word = find(key);
    return word == nullptr ? 0 : parsed(word->value, any_u64, 16);
  }
  bool flag(std::string_view key) { return number(key, 1) != 0; }
  bool has(std::string_view word) {
    if (next_ == words_.size() || words_[next_].key.size() + words_[next_].value.size() == 0 ||
        !words_[next_].key.empty() || words_[next_].value != word) {
      return false;
    }
    ++next_;
    return true;
  }
  std::vector<std::uint32_t> list(std::string_view key, std::uint64_t most) {
    std::vector<std::uint32_t> numbers;
    const Word* const word = find(key);
    if (word == nullptr) return numbers;
    std::string_view rest = word->value;
    while (true) {
      const std::size_t comma = std::min(rest.find(','), rest.size());
      numbers.push_back(static_cast<std::uint32_t>(parsed(rest.substr(0, comma), most, 10)));
      if (comma == rest.size()) return numbers;
      rest.remove_prefix(comma + 1);
    }
  }
  void end() const {
    if (next_ == words_.size()) return;
    const Word& left = words_[next_];
    throw WrongValue{"'" + (left.key.empty() ? left.value : left.key) + "' does not belong here"};
  }

  static std::uint64_t parsed(std::string_view text, std::uint64_t most, int base) {
    std::uint64_t value = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, problem] = std::from_chars(text.data(), end, value, base);
    if (problem != std::errc() || stop != end || value > most) {
      throw WrongValue{"'" + std::string(text) + "' is no number up to " + std::to_string(most)};
    }
    return value;
  }

 private:
  // Keys stand in one order; those that are zero may be missing.
  Word* find(std::string_view key) {
    if (next_ == words_.size() || words_[next_].key != key) return nullptr;
    return &words_[next_++];
  }
  std::vector<Word> words_;
  std::size_t next_ = 0;
};

template <class Enum>
Enum named(std::string_view name, unsigned count, const char* what) {
  for (unsigned i = 0; i < count; ++i) {
    if (word(static_cast<Enum>(i)) == name) return static_cast<Enum>(i);
  }
  throw WrongValue{std::string("there is no ") + what + " '" + std::string(name) + "'"};
}

OpKind operation(std::string_view name) {
  const OpKind kind = op_kind_of(name);
  if (kind == OpKind::none && name != info(OpKind::none).name) {
    throw WrongValue{"there is no operation '" + std::string(name) + "'"};
  }
  return kind;
}

class TextReader {
 public:
  explicit TextReader(std::string_view text) : text_(text) {}

  Trace read() {
    if (next_line() != text_head) {
      throw WrongValue{"a trace as text begins with the line '" + std::string(text_head) + "'"};
    }
    while (!ended_) {
      const std::string_view line = next_line();
      const std::size_t space = std::min(line.find(' '), line.size());
      entry(line.substr(0, space), line.substr(std::min(space + 1, line.size())));
    }
    begin_ = next_;
    if (next_ != text_.size()) throw WrongValue{"there is something after the end"};
    check();
    return std::move(trace_);
  }

  std::uint64_t offset() const noexcept { return begin_; }

 private:
  std::string_view next_line() {
    begin_ = next_;
    const std::size_t end = text_.find('\n', next_);
    if (end == std::string_view::npos)
      throw WrongValue{"the text was cut short: a line has no end"};
    next_ = end + 1;
    return text_.substr(begin_, end - begin_);
  }

  void entry(std::string_view what, std::string_view rest) {
    if (what == "finding") {
      finding(rest);
      return;
    }
    Line line(rest);
    if (what == "event") {
      event(line);
    } else if (what == "decision") {
      decision(line);
    } else if (what == "site") {
      site(line);
    } else if (what == "goroutine") {
      goroutine(line);
    } else if (what == "object") {
      object(line);
    } else if (what == "text") {
      trace_.texts.push_back(line.plain());
    } else if (what == "ending") {
      ending(line);
    } else if (what == "run") {
      run(line);
    } else if (what == "end") {
      end(line);
    } else {
      throw WrongValue{"a line cannot begin with '" + std::string(what) + "'"};
    }
    line.end();
  }

  void run(Line& line) {
    trace_.scenario = line.plain();
    trace_.fixed = line.flag("fixed");
    trace_.strategy = line.text("strategy");
    trace_.seed = line.number("seed", any_u64);
    trace_.run = line.number("run", any_u64);
    trace_.early = small(line, "early");
  }

  void end(Line& line) {
    trace_.schedule = line.text("schedule");
    trace_.cut = line.text("cut");
    trace_.prefix = line.flag("prefix");
    ended_ = true;
  }

  void site(Line& line) {
    Site site;
    site.file = line.plain();
    site.line = small(line, "line");
    site.function = line.text("function");
    trace_.sites.push_back(std::move(site));
  }

  void goroutine(Line& line) {
    TracedGoroutine goroutine;
    goroutine.name = line.plain();
    goroutine.creator =
        static_cast<std::uint32_t>(line.number("creator", trace_.goroutines.size()));
    goroutine.child_index = small(line, "child");
    goroutine.made_at = index(line, "site", sites_max_);
    trace_.goroutines.push_back(std::move(goroutine));
  }

  void object(Line& line) {
    TracedObject object;
    object.type = line.plain();
    object.identity = line.hexadecimal("identity");
    object.made_at = index(line, "site", sites_max_);
    object.made_by = index(line, "goroutine", goroutines_max_);
    object.capacity = small(line, "capacity");
    trace_.objects.push_back(std::move(object));
  }

  void decision(Line& line) {
    Decision decision;
    decision.kind = named<DecisionKind>(line.plain(), decision_kind_count, "kind of decision");
    decision.value = small(line, "value");
    decision.check = small(line, "check");
    trace_.decisions.push_back(decision);
  }

  void event(Line& line) {
    Event event;
    event.number = static_cast<std::uint32_t>(trace_.events.size() + 1);
    if (Line::parsed(line.plain(), any_u32, 10) != event.number) {
      throw WrongValue{"event " + std::to_string(event.number) + " is expected here"};
    }
    const std::string goroutine = line.plain();
    if (goroutine.empty() || goroutine[0] != 'G') throw WrongValue{"a goroutine is G1, G2, ..."};
    event.goroutine = static_cast<std::uint32_t>(
        Line::parsed(std::string_view(goroutine).substr(1), any_u32, 10));
    goroutines_max_ = std::max(goroutines_max_, event.goroutine);
    event.kind = operation(line.plain());
    const ValueNames names = value_names(info(event.kind));
    event.object = index(line, "object", objects_max_);
    event.site = index(line, "site", sites_max_);
    event.value_a = line.number(names.a, any_u64);
    event.value_b = line.number(names.b, any_u64);
    if (event.kind == OpKind::log) texts_max_ = std::max(texts_max_, event.value_a);
    event.waits = line.has("waits");
    event.edges = static_cast<std::uint32_t>(trace_.edges.size());
    const auto edges = line.list("from", event.number - 1);
    if (edges.size() > std::numeric_limits<std::uint16_t>::max()) {
      throw WrongValue{"an event has too many edges"};
    }
    if (std::find(edges.begin(), edges.end(), 0) != edges.end()) {
      throw WrongValue{"an edge comes from no event"};
    }
    event.edge_count = static_cast<std::uint16_t>(edges.size());
    trace_.edges.insert(trace_.edges.end(), edges.begin(), edges.end());
    trace_.events.push_back(event);
  }

  void ending(Line& line) {
    if (endings_ == trace_.goroutines.size()) {
      throw WrongValue{"there are more endings than goroutines"};
    }
    TracedGoroutine& goroutine = trace_.goroutines[endings_++];
    goroutine.state = named<State>(line.plain(), state_count, "state");
    const std::string pending = line.text("pending");
    if (!pending.empty()) goroutine.pending = operation(pending);
    goroutine.pending_at = index(line, "site", sites_max_);
    goroutine.waits_for = line.list("waits-for", any_u32);
    for (const std::uint32_t object : goroutine.waits_for) {
      objects_max_ = std::max(objects_max_, object);
    }
  }

  void finding(std::string_view json) {
    try {
      trace_.findings.push_back(finding_of(nlohmann::json::parse(json.begin(), json.end())));
    } catch (const nlohmann::json::exception&) {
      throw WrongValue{"a finding is no JSON"};
    }
  }

  // Indices may name what comes later: whether it is there is known at the end.
  void check() const {
    const auto present = [](std::uint64_t most, std::size_t there, const char* what) {
      if (most > there) {
        throw WrongValue{std::string("a line names ") + what + " " + std::to_string(most) +
                         ", which is not there"};
      }
    };
    present(goroutines_max_, trace_.goroutines.size(), "goroutine");
    present(objects_max_, trace_.objects.size(), "object");
    present(sites_max_, trace_.sites.size(), "site");
    present(texts_max_, trace_.texts.size(), "text");
  }

  static std::uint32_t small(Line& line, std::string_view key) {
    return static_cast<std::uint32_t>(line.number(key));
  }
  static std::uint32_t index(Line& line, std::string_view key, std::uint32_t& most) {
    const std::uint32_t value = small(line, key);
    most = std::max(most, value);
    return value;
  }

  std::string_view text_;
  std::size_t begin_ = 0;  // of the line
  std::size_t next_ = 0;
  bool ended_ = false;
  Trace trace_;
  std::size_t endings_ = 0;
  std::uint32_t goroutines_max_ = 0, objects_max_ = 0, sites_max_ = 0;
  std::uint64_t texts_max_ = 0;
};

}  // namespace

std::optional<Trace> from_text(std::string_view text, TraceError& error) {
  TextReader reader(text);
  try {
    return reader.read();
  } catch (const WrongValue& wrong) {
    error = {reader.offset(), wrong.what};
  }
  return std::nullopt;
}

}  // namespace heddle::trace
