#include "detect/written_trace.h"

#include <map>
#include <sstream>
#include <stdexcept>
#include <vector>

namespace heddle::detect {
namespace {

using trace::OpKind;
using trace::State;

class Reader {
 public:
  explicit Reader(trace::Trace& trace) : trace_(trace) { trace_.goroutines.resize(1); }

  void read(const std::vector<std::string>& lines, std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      line_ = lines[i];
      if (line_.starts_with("repeat ")) {
        std::size_t last = i + 1;
        while (last < end && lines[last] != "done") ++last;
        const int times = std::stoi(line_.substr(7));
        for (int n = 0; n < times; ++n) read(lines, i + 1, last);
        i = last;
      } else {
        read_line();
      }
    }
  }

  void end() {
    for (trace::TracedGoroutine& goroutine : trace_.goroutines) {
      if (goroutine.state == State::fresh) goroutine.state = State::done;
    }
    for (trace::Finding& finding : trace_.findings) {
      for (std::uint32_t g = 1; g <= trace_.goroutines.size(); ++g) {
        if (trace_.goroutines[g - 1].state == State::done) continue;
        finding.goroutines.push_back(trace::involved(trace_, g));
      }
    }
  }

 private:
  [[noreturn]] void wrong(const std::string& what) const {
    throw std::runtime_error(what + " in: " + line_);
  }

  void read_line() {
    std::istringstream words(line_);
    std::string first;
    if (!(words >> first) || first == "#") return;
    if (first == "engine") {
      std::string kind;
      words >> kind;
      const auto known = trace::kind_of(kind.substr(0, kind.size() - 1));
      if (!known) wrong("no kind");
      trace::Finding finding;
      finding.kind = *known;
      std::getline(words >> std::ws, finding.message);
      trace_.findings.push_back(finding);
    } else if (first == "cut:") {
      std::getline(words >> std::ws, trace_.cut);
    } else if (first.back() == ':') {
      std::string who;
      words >> who;
      event(words, who);
      marks_[first.substr(0, first.size() - 1)] = trace_.events.back().number;
    } else if (first.front() == 'G') {
      event(words, first);
    } else {
      std::string name;
      std::string at;
      words >> name >> at;
      trace_.objects.push_back({trace_.objects.size() + 100, first, site(at), 1});
      objects_[name] = static_cast<std::uint32_t>(trace_.objects.size());
    }
  }

  std::uint32_t goroutine(const std::string& word) const {
    const auto ordinal = static_cast<std::uint32_t>(std::stoul(word.substr(1)));
    if (word.front() != 'G' || ordinal > trace_.goroutines.size()) wrong("no goroutine " + word);
    return ordinal;
  }
  std::uint32_t object(const std::string& word) const {
    if (word == "-") return 0;
    const auto found = objects_.find(word);
    if (found == objects_.end()) wrong("no object " + word);
    return found->second;
  }
  std::uint64_t value(const std::string& word) const {
    const auto found = objects_.find(word);
    return found == objects_.end() ? std::stoull(word) : found->second;
  }
  std::uint32_t site(const std::string& word) {
    const std::size_t colon = word.rfind(':');
    if (colon == std::string::npos) wrong("no place " + word);
    const trace::Site at{word.substr(0, colon),
                         static_cast<std::uint32_t>(std::stoul(word.substr(colon + 1))), "f"};
    for (std::size_t i = 0; i < trace_.sites.size(); ++i) {
      if (trace_.sites[i] == at) return static_cast<std::uint32_t>(i) + 1;
    }
    trace_.sites.push_back(at);
    return static_cast<std::uint32_t>(trace_.sites.size());
  }

  void ending(std::istringstream& words, std::uint32_t who, bool stuck) {
    trace::TracedGoroutine& left = trace_.goroutines[who - 1];
    left.state = State::running;
    std::string word;
    words >> word;
    if (stuck) {
      left.state = State::parked;
      left.pending = trace::op_kind_of(word);
      if (left.pending == OpKind::none) wrong("no operation " + word);
      words >> word;
      left.waits_for = {object(word)};
      words >> word;
    }
    left.pending_at = site(word);
  }

  void event(std::istringstream& words, const std::string& who) {
    std::string word;
    words >> word;
    if (word == "stuck" || word == "runs") {
      ending(words, goroutine(who), word == "stuck");
      return;
    }
    trace::Event event;
    event.number = static_cast<std::uint32_t>(trace_.events.size()) + 1;
    event.goroutine = goroutine(who);
    event.kind = trace::op_kind_of(word);
    event.edges = static_cast<std::uint32_t>(trace_.edges.size());
    if (event.kind == OpKind::none) wrong("no operation " + word);
    if (const auto spawn = started_.find(event.goroutine); spawn != started_.end()) {
      begin(spawn->first, spawn->second);
      started_.erase(spawn);
      event.number = static_cast<std::uint32_t>(trace_.events.size()) + 1;
      event.edges = static_cast<std::uint32_t>(trace_.edges.size());
    }
    while (words >> word) {
      if (word == "waits") {
        event.waits = true;
      } else if (word == "after") {
        std::string mark;
        while (std::getline(words >> std::ws, mark, ',')) {
          if (marks_.count(mark) == 0) wrong("no mark " + mark);
          trace_.edges.push_back(marks_[mark]);
        }
      } else if (word.starts_with("a=")) {
        event.value_a = value(word.substr(2));
      } else if (word.starts_with("b=")) {
        event.value_b = value(word.substr(2));
      } else if (word.find(':') != std::string::npos) {
        event.site = site(word);
      } else if (event.kind == OpKind::spawn) {
        started(event, word);
      } else {
        event.object = object(word);
      }
    }
    event.edge_count = static_cast<std::uint16_t>(trace_.edges.size() - event.edges);
    if (event.kind == OpKind::spawn) trace_.goroutines.back().made_at = event.site;
    trace_.events.push_back(event);
  }

  // Before the first event of a goroutine comes its start, which comes after what started it.
  void begin(std::uint32_t who, std::uint32_t spawn) {
    trace::Event start;
    start.number = static_cast<std::uint32_t>(trace_.events.size()) + 1;
    start.goroutine = who;
    start.kind = OpKind::start;
    start.edges = static_cast<std::uint32_t>(trace_.edges.size());
    start.edge_count = 1;
    trace_.edges.push_back(spawn);
    trace_.events.push_back(start);
  }

  // "G2", then perhaps its name.
  void started(trace::Event& event, const std::string& word) {
    if (event.value_a != 0) {
      trace_.goroutines.back().name = word;
      return;
    }
    trace::TracedGoroutine fresh;
    fresh.creator = event.goroutine;
    fresh.child_index = static_cast<std::uint32_t>(trace_.goroutines.size());
    trace_.goroutines.push_back(fresh);
    event.value_a = goroutine(word);
    if (event.value_a != trace_.goroutines.size()) wrong("goroutines are numbered in order");
    started_[goroutine(word)] = event.number;
  }

  trace::Trace& trace_;
  std::string line_;
  std::map<std::string, std::uint32_t> objects_;
  std::map<std::string, std::uint32_t> marks_;
  std::map<std::uint32_t, std::uint32_t>
      started_;  // goroutines without an event: by which they were started
};

}  // namespace

WrittenTrace read_written(const std::string& text) {
  WrittenTrace written;
  const std::size_t bar = text.find("---\n");
  if (bar == std::string::npos) throw std::runtime_error("there is no line ---");
  written.input = text.substr(0, bar + 4);
  written.expected = text.substr(bar + 4);
  std::vector<std::string> lines;
  std::istringstream input(text.substr(0, bar));
  for (std::string line; std::getline(input, line);) lines.push_back(line);
  Reader reader(written.trace);
  reader.read(lines, 0, lines.size());
  reader.end();
  return written;
}

std::string written(const trace::Finding& finding) {
  std::string text(trace::word(finding.kind));
  if (finding.possible) text += " (possible)";
  text += ": " + finding.message + "\n";
  for (const trace::Involved& who : finding.goroutines) {
    text += "  " + trace::label(who) + " [" + who.state + "] " + trace::short_text(who.site);
    if (!who.waits_for.empty()) text += ", waits for " + who.waits_for;
    text += "\n";
  }
  for (const trace::Site& site : finding.sites) text += "  at " + trace::short_text(site) + "\n";
  for (const std::string& note : finding.notes) text += "  note: " + note + "\n";
  return text;
}

}  // namespace heddle::detect
