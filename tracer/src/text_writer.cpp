#include <cstdio>

#include "finding_value.h"
#include "heddle/trace/text_form.h"
#include "text_words.h"

namespace heddle::trace {
namespace {

class TextLine {
 public:
  explicit TextLine(std::string& out, std::string_view first) : out_(out) { out_ += first; }
  ~TextLine() { out_ += '\n'; }
  TextLine(const TextLine&) = delete;
  TextLine& operator=(const TextLine&) = delete;

  TextLine& word(std::string_view word) {
    out_ += ' ';
    out_ += word;
    return *this;
  }
  TextLine& quoted(std::string_view text) { return word(in_quotes(text)); }
  TextLine& text(std::string_view key, std::string_view value) {
    return word(std::string(key) + "=" + in_quotes(value));
  }
  TextLine& number(std::string_view key, std::uint64_t value) {
    return word(std::string(key) + "=" + std::to_string(value));
  }
  TextLine& nonzero(std::string_view key, std::uint64_t value) {
    return value == 0 ? *this : number(key, value);
  }
  template <class Numbers>
  TextLine& list(std::string_view key, const Numbers& numbers) {
    std::string values;
    for (const std::uint32_t value : numbers) {
      values += (values.empty() ? "" : ",") + std::to_string(value);
    }
    return values.empty() ? *this : word(std::string(key) + "=" + values);
  }

 private:
  std::string& out_;
};

void add(std::string& out, const TracedObject& object) {
  char identity[17];
  std::snprintf(identity, sizeof identity, "%016llx",
                static_cast<unsigned long long>(object.identity));
  TextLine(out, "object")
      .quoted(object.type)
      .word(std::string("identity=") + identity)
      .nonzero("site", object.made_at)
      .nonzero("goroutine", object.made_by)
      .nonzero("capacity", object.capacity);
}

void add(std::string& out, const Trace& trace, const Event& event) {
  const OpInfo& about = info(event.kind);
  const ValueNames names = value_names(about);
  TextLine line(out, "event");
  line.word(std::to_string(event.number))
      .word("G" + std::to_string(event.goroutine))
      .word(about.name)
      .nonzero("object", event.object)
      .nonzero("site", event.site)
      .nonzero(names.a, event.value_a)
      .nonzero(names.b, event.value_b);
  if (event.waits) line.word("waits");
  line.list("from", std::span(trace.edges.data() + event.edges, event.edge_count));
}

}  // namespace

std::string text_of(const Event& event, const Trace& trace) {
  std::string out;
  add(out, trace, event);
  out.pop_back();
  return out;
}

std::string to_text(const Trace& trace) {
  std::string out = std::string(text_head) + "\n";
  TextLine(out, "run")
      .quoted(trace.scenario)
      .number("fixed", trace.fixed ? 1 : 0)
      .text("strategy", trace.strategy)
      .number("seed", trace.seed)
      .number("run", trace.run)
      .number("early", trace.early);
  for (const Site& site : trace.sites) {
    TextLine(out, "site")
        .quoted(site.file)
        .number("line", site.line)
        .text("function", site.function);
  }
  for (const TracedGoroutine& goroutine : trace.goroutines) {
    TextLine(out, "goroutine")
        .quoted(goroutine.name)
        .nonzero("creator", goroutine.creator)
        .nonzero("child", goroutine.child_index)
        .nonzero("site", goroutine.made_at);
  }
  for (const TracedObject& object : trace.objects) add(out, object);
  for (const std::string& text : trace.texts) TextLine(out, "text").quoted(text);
  for (const Decision& decision : trace.decisions) {
    TextLine(out, "decision")
        .word(word(decision.kind))
        .number("value", decision.value)
        .number("check", decision.check);
  }
  for (const Event& event : trace.events) add(out, trace, event);
  for (const TracedGoroutine& goroutine : trace.goroutines) {
    TextLine line(out, "ending");
    line.word(word(goroutine.state));
    if (goroutine.pending != OpKind::none) {
      line.word("pending=" + std::string(info(goroutine.pending).name));
    }
    line.nonzero("site", goroutine.pending_at).list("waits-for", goroutine.waits_for);
  }
  for (const Finding& finding : trace.findings) {
    TextLine(out, "finding").word(line_of(value_of(finding)));
  }
  TextLine(out, "end")
      .text("schedule", trace.schedule)
      .text("cut", trace.cut)
      .number("prefix", trace.prefix ? 1 : 0);
  return out;
}

}  // namespace heddle::trace
