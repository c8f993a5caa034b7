#include "report/columns.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "report/colour.h"
#include "report/event_list.h"
#include "report/wrap.h"

namespace heddle::report {
namespace {

using trace::Event;
using trace::Trace;

constexpr std::size_t cell_columns_min = 18;
constexpr std::size_t file_columns_min = 6;  // "~r.cpp"

std::string cut_to(std::string text, std::size_t columns) {
  // A place where UTF-8 may be cut: not before a continuation byte.
  if (text.size() <= columns) return text;
  std::size_t end = columns - 1;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end) + "~";
}

// The end of the text: of a file's name it says more than the beginning.
std::string end_of(const std::string& text, std::size_t columns) {
  if (text.size() <= columns) return text;
  std::size_t begin = text.size() - columns + 1;
  while (begin < text.size() && (static_cast<unsigned char>(text[begin]) & 0xc0) == 0x80) ++begin;
  return "~" + text.substr(begin);
}

std::string base_name(const std::string& file) {
  const std::size_t slash = file.rfind('/');
  return slash == std::string::npos ? file : file.substr(slash + 1);
}

std::string printable(std::string text) {
  for (char& letter : text) {
    if (static_cast<unsigned char>(letter) < 0x20) letter = ' ';
  }
  return text;
}

// What happened and where, as much as fits: the line always, of the file's name the end.
std::string cell_text(const Trace& trace, const Event& event, std::size_t columns) {
  std::string what(trace::info(event.kind).name);
  if (event.kind == trace::OpKind::log && event.value_a != 0) {
    what = "\"" + printable(trace.texts[event.value_a - 1]) + "\"";
  } else if (event.kind == trace::OpKind::spawn) {
    what += " " + trace::label(trace, static_cast<std::uint32_t>(event.value_a));
  }
  if (event.object != 0) what += " " + trace::object_name(trace, event.object);
  if (event.waits) what += " waits";
  const trace::Site& site = trace::site_of(trace, event.site);
  if (site.line == 0) return cut_to(what, columns);
  const std::string line = ":" + std::to_string(site.line);
  const std::size_t taken = what.size() + 1 + line.size();
  if (taken >= columns) {
    const std::size_t beside = columns - std::min(columns, 1 + line.size());
    return beside == 0 ? cut_to(what, columns) : cut_to(what, beside) + " " + line;
  }
  const std::string file = base_name(site.file);
  const std::size_t room = columns - taken;
  if (file.size() > room && room < file_columns_min) return what + " " + line;
  return what + " " + end_of(file, room) + line;
}

struct Layout {
  std::size_t number_columns;
  std::size_t columns;       // how many
  std::size_t cell_columns;  // how wide
  bool shared;
};

Layout layout_of(const Trace& trace) {
  Layout layout{};
  layout.number_columns = std::max<std::size_t>(2, std::to_string(trace.events.size()).size());
  const std::size_t room = page_columns - layout.number_columns;
  const std::size_t most = room / (cell_columns_min + 2);
  const std::size_t goroutines = std::max<std::size_t>(1, trace.goroutines.size());
  layout.columns = std::min(goroutines, most);
  layout.shared = goroutines > most;
  layout.cell_columns = room / layout.columns - 2;
  return layout;
}

void strip(std::string& line) {
  while (!line.empty() && line.back() == ' ') line.pop_back();
}

}  // namespace

std::string columns_of(const Trace& trace, const TextStyle& style) {
  const Layout layout = layout_of(trace);
  std::string heads(layout.number_columns, ' ');
  for (std::size_t column = 0; column < layout.columns; ++column) {
    std::string head = trace::label(trace, static_cast<std::uint32_t>(column + 1));
    if (layout.shared) {
      head = "G" + std::to_string(column + 1) + ", G" +
             std::to_string(column + 1 + layout.columns) + ", ...";
    }
    head = cut_to(printable(head), layout.cell_columns);
    head.resize(layout.cell_columns, ' ');
    heads += "  " + head;
  }
  strip(heads);
  std::string out =
      style.colours ? std::string(colour::bold) + heads + std::string(colour::plain) : heads;
  out += '\n';
  for (const Event& event : trace.events) {
    std::string line = std::to_string(event.number);
    line.insert(0, layout.number_columns - std::min(layout.number_columns, line.size()), ' ');
    if (event.goroutine == 0) {
      const std::string object =
          event.object == 0 ? "" : " on " + trace::object_name(trace, event.object);
      line += cut_to("  -- clock: " + operation_text(trace, event) + object,
                     page_columns - layout.number_columns);
    } else {
      const std::size_t column = (event.goroutine - 1) % layout.columns;
      line += std::string(2 + column * (layout.cell_columns + 2), ' ');
      std::string who;
      if (layout.shared) who = "G" + std::to_string(event.goroutine) + " ";
      const std::size_t room = layout.cell_columns - std::min(layout.cell_columns / 2, who.size());
      line += who + cell_text(trace, event, room);
    }
    out += line + '\n';
  }
  return out;
}

}  // namespace heddle::report
