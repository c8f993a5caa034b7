#include "core/event_text.h"

#include <regex>
#include <string_view>

namespace heddle::viewer {
namespace {

using trace::Event;
using trace::OpKind;
using trace::Trace;

std::string escaped(std::string_view text) {
  std::string out;
  for (const char letter : text) {
    switch (letter) {
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '&': out += "&amp;"; break;
      case '"': out += "&quot;"; break;
      default: out += letter;
    }
  }
  return out;
}

std::string base_name(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

// A link to the goroutine's latest event at this place; only the words when there is none.
std::string link_to(const History& history, std::uint32_t goroutine, const trace::Site& site) {
  const std::string words = escaped(base_name(trace::short_text(site)));
  const auto own = history.events_of(goroutine);
  for (std::size_t i = own.size(); i-- > 0;) {
    if (trace::site_of(history.trace(), history.event(own[i]).site) == site) {
      return "<a href=\"event:" + std::to_string(own[i]) + "\">" + words + "</a>";
    }
  }
  return words;
}

// "at 14" and "step 14" in a story lead there.
std::string linked(const std::string& text, std::uint32_t steps) {
  static const std::regex number(
      "\\b(at|step|steps|event|since|by|and|before|after) (\\d{1,9})\\b(?!:)");
  std::string out;
  std::size_t from = 0;
  for (auto i = std::sregex_iterator(text.begin(), text.end(), number); i != std::sregex_iterator();
       ++i) {
    const std::string digits = (*i)[2];
    if (std::stoul(digits) == 0 || std::stoul(digits) > steps) continue;
    const auto at = static_cast<std::size_t>(i->position(2));
    out += text.substr(from, at - from) + "<a href=\"event:" + digits + "\">" + digits + "</a>";
    from = at + digits.size();
  }
  return out + text.substr(from);
}

void goroutine_html(const History& history, const trace::Involved& involved, std::string& html) {
  html += "<p style=\"margin:6px 0 0 0\"><b>" + escaped(trace::label(involved)) + "</b> &nbsp;<i>" +
          escaped(involved.state) + "</i>";
  if (involved.site.line != 0) {
    html += " at " + link_to(history, involved.ordinal, involved.site);
  }
  if (!involved.waits_for.empty()) html += "<br>waits for " + escaped(involved.waits_for);
  for (const std::string& waker : involved.could_wake) html += "<br>&rarr; " + escaped(waker);
  for (const std::string& lock : involved.holds) html += "<br>holds " + escaped(lock);
  if (involved.creator != 0) {
    html += "<br>started by " + escaped(trace::label(history.trace(), involved.creator)) + " at " +
            link_to(history, involved.creator, involved.created_at);
  }
  html += "</p>";
}

std::string wait_text(const Trace& trace, const trace::Wait& wait) {
  std::string text =
      trace::label(trace, wait.goroutine) + " " + wait.action + " " + wait.object_text;
  bool others = false;
  for (const trace::WaitHolder& holder : wait.holders) {
    // That it has itself what it waits for says something of a lock only.
    if (holder.goroutine == wait.goroutine && holder.how == trace::known_to) continue;
    text += ", " + holder.how + " " +
            (holder.goroutine == wait.goroutine ? "itself" : trace::label(trace, holder.goroutine));
    others = true;
  }
  if (!others && !wait.held_elsewhere && !wait.holders.empty()) text += ", known to nobody else";
  return text;
}

}  // namespace

std::string what_text(const Trace& trace, const Event& event) {
  std::string text(trace::info(event.kind).name);
  if (event.kind == OpKind::log && event.value_a != 0 && event.value_a <= trace.texts.size()) {
    text += " \"" + trace.texts[event.value_a - 1] + "\"";
  } else if (event.kind == OpKind::spawn) {
    text += " " + trace::label(trace, static_cast<std::uint32_t>(event.value_a));
  }
  if (event.waits) text += " waits";
  return text;
}

std::string values_text(const Event& event) {
  if (event.waits || event.kind == OpKind::log || event.kind == OpKind::spawn) return {};
  return trace::values_text(event);
}

std::string place_text(const Trace& trace, std::uint32_t site) {
  return base_name(trace::short_text(trace::site_of(trace, site)));
}

std::string sentence(const Trace& trace, const Event& event) {
  std::string text = std::to_string(event.number) + " " + trace::label(trace, event.goroutine) +
                     ": " + what_text(trace, event);
  if (event.object != 0) text += " " + trace::object_name(trace, event.object);
  const std::string place = place_text(trace, event.site);
  return place.empty() ? text : text + ", " + place;
}

std::string finding_text(const Trace& trace, const trace::Finding& finding) {
  std::string text = trace::headline(finding) + "\n";
  for (const trace::Involved& involved : finding.goroutines) {
    text += "\n" + trace::label(involved) + " [" + involved.state + "]\n";
    if (involved.site.line != 0) text += "  at " + trace::short_text(involved.site) + "\n";
    if (involved.creator != 0) {
      text += "  started by " + trace::label(trace, involved.creator) + " at " +
              trace::short_text(involved.created_at) + "\n";
    }
    if (!involved.waits_for.empty()) text += "  waits for " + involved.waits_for + "\n";
    for (const std::string& waker : involved.could_wake) text += "  " + waker + "\n";
    for (const std::string& lock : involved.holds) text += "  holds " + lock + "\n";
  }
  if (!finding.waits.empty()) text += "\nwho waits for whom\n";
  for (const trace::Wait& wait : finding.waits) text += "  " + wait_text(trace, wait) + "\n";
  for (const std::string& note : finding.notes) text += "note: " + note + "\n";
  for (const std::string& between : finding.shrinking.interruptions) {
    text += "preemption: " + between + "\n";
  }
  return text;
}

std::string finding_html(const History& history, const trace::Finding& finding,
                         const std::string& story) {
  const std::string headline = trace::headline(finding);
  const std::size_t kind_end = headline.find(':');
  std::string html = "<p style=\"margin:0\"><b>" + escaped(headline.substr(0, kind_end)) + "</b>" +
                     escaped(headline.substr(kind_end)) + "</p>";
  if (!story.empty()) {
    html += "<p style=\"margin:4px 0 0 0\">" + linked(escaped(story), history.steps()) + "</p>";
  }
  if (finding.certain_since != 0) {
    html += "<p style=\"margin:4px 0 0 0\">Certain since step <a href=\"event:" +
            std::to_string(finding.certain_since) + "\">" + std::to_string(finding.certain_since) +
            "</a>.</p>";
  }
  for (const trace::Involved& involved : finding.goroutines) {
    goroutine_html(history, involved, html);
  }
  if (!finding.waits.empty()) {
    html += "<p style=\"margin:6px 0 0 0\"><b>Who waits for whom</b></p>";
    for (const trace::Wait& wait : finding.waits) {
      html += "<p style=\"margin:0\">" + escaped(wait_text(history.trace(), wait)) + "</p>";
    }
  }
  for (const std::string& note : finding.notes) {
    html += "<p style=\"margin:6px 0 0 0\"><i>" + escaped(note) + "</i></p>";
  }
  if (!finding.shrinking.interruptions.empty()) {
    html += "<p style=\"margin:6px 0 0 0\"><b>Needed preemptions</b></p>";
    for (const std::string& between : finding.shrinking.interruptions) {
      html += "<p style=\"margin:0\">" + escaped(between) + "</p>";
    }
  }
  return html;
}

std::string replay_command(const std::string& program, const std::string& file) {
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./:,@%";
  if (!file.empty() && file.find_first_not_of(plain) == std::string::npos) {
    return program + " replay " + file;
  }
  std::string quoted = "'";
  for (const char letter : file) quoted += letter == '\'' ? "'\\''" : std::string(1, letter);
  return program + " replay " + quoted + "'";
}

}  // namespace heddle::viewer
