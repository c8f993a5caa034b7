#include "core/selection.h"

#include <algorithm>
#include <utility>

namespace heddle::viewer {
namespace {

constexpr std::size_t past_max = 256;

// The latest event of the goroutine at this place, at or before the step.
std::uint32_t latest_at(const History& history, std::uint32_t goroutine, const trace::Site& site,
                        std::uint32_t step) {
  const auto own = history.events_of(goroutine);
  for (std::size_t i = History::until(own, step); i-- > 0;) {
    if (trace::site_of(history.trace(), history.event(own[i]).site) == site) return own[i];
  }
  return 0;
}

}  // namespace

std::vector<std::uint32_t> events_of_finding(const Document& document, int index) {
  const trace::Trace& trace = document.trace();
  const History& history = document.history();
  std::vector<std::uint32_t> events;
  if (index < 0 || index >= static_cast<int>(trace.findings.size())) return events;
  const auto at = static_cast<std::size_t>(index);
  if (const Document::Causes* causes = document.causes_if_made(); causes != nullptr) {
    events = causes->explanations[at].guilty;
    if (!events.empty()) return events;
  }
  const trace::Finding& finding = trace.findings[at];
  const auto add = [&](std::uint64_t event) {
    if (event != 0 && event <= history.steps()) events.push_back(static_cast<std::uint32_t>(event));
  };
  const std::uint32_t last = finding.step == 0 || finding.step > history.steps()
                                 ? history.steps()
                                 : static_cast<std::uint32_t>(finding.step);
  add(finding.certain_since);
  for (const trace::Involved& involved : finding.goroutines) {
    if (involved.ordinal == 0 || involved.ordinal > history.goroutines()) continue;
    std::uint32_t event = latest_at(history, involved.ordinal, involved.site, last);
    if (event == 0) event = History::before(history.events_of(involved.ordinal), last + 1);
    add(event);
    // Who holds what it waits for, since when.
    for (const std::uint32_t object : trace.goroutines[involved.ordinal - 1].waits_for) {
      if (const LockHistory* lock = history.lock(object); lock != nullptr) {
        for (const std::size_t hold : lock->held_by(last)) add(lock->holds()[hold].from);
      }
    }
  }
  for (const trace::Wait& wait : finding.waits) add(wait.certain_since);
  if (events.empty()) add(last);
  std::sort(events.begin(), events.end());
  events.erase(std::unique(events.begin(), events.end()), events.end());
  return events;
}

Selection::Selection(DocumentPointer document, QObject* parent)
    : QObject(parent), document_(std::move(document)) {}

void Selection::show(const Place& place) {
  const bool other_finding = place.finding != now_.finding;
  now_ = place;
  if (other_finding) {
    mark_finding();
    Q_EMIT finding_changed();
  }
  Q_EMIT changed();
}

void Selection::go_to(const Place& place) {
  if (place == now_) return;
  past_.push_back(now_);
  if (past_.size() > past_max) past_.erase(past_.begin());
  future_.clear();
  show(place);
}

void Selection::mark_finding() { marked_ = events_of_finding(*document_, now_.finding); }

void Selection::set_step(std::uint32_t step) {
  Place place = now_;
  place.step = std::min(step, document_->steps());
  if (place.step != 0) {
    const trace::Event& event = document_->history().event(place.step);
    place.goroutine = event.goroutine;
    place.object = event.object;
  }
  go_to(place);
}

void Selection::select_goroutine(std::uint32_t goroutine) {
  if (goroutine > document_->history().goroutines()) return;
  Place place = now_;
  place.goroutine = goroutine;
  place.object = 0;
  go_to(place);
}

void Selection::select_object(std::uint32_t object) {
  if (object > document_->trace().objects.size()) return;
  Place place = now_;
  place.object = object;
  go_to(place);
}

void Selection::select_finding(int index) {
  if (index < -1 || index >= static_cast<int>(document_->trace().findings.size())) return;
  Place place = now_;
  place.finding = index;
  const std::vector<std::uint32_t> events = events_of_finding(*document_, index);
  if (!events.empty()) {
    place.step = events.back();
    place.goroutine = document_->history().event(place.step).goroutine;
    place.object = document_->history().event(place.step).object;
  }
  go_to(place);
  if (!events.empty()) Q_EMIT reveal(events.front(), events.back());
}

const trace::Explanation* Selection::explanation() const {
  const Document::Causes* causes = document_->causes_if_made();
  return causes == nullptr || now_.finding < 0
             ? nullptr
             : &causes->explanations[static_cast<std::size_t>(now_.finding)];
}

void Selection::causes_made() {
  mark_finding();
  Q_EMIT finding_changed();
  Q_EMIT changed();
}

void Selection::set_anchor(std::uint32_t event) {
  anchor_ = event;
  Q_EMIT changed();
}

void Selection::clear() {
  anchor_ = 0;
  Place place = now_;
  place.finding = -1;
  place.object = 0;
  if (place == now_) {
    Q_EMIT changed();
  } else {
    go_to(place);
  }
}

bool Selection::step_by(std::int64_t count) {
  const std::int64_t to =
      std::clamp<std::int64_t>(static_cast<std::int64_t>(now_.step) + count, 0, document_->steps());
  if (to == now_.step) return false;
  set_step(static_cast<std::uint32_t>(to));
  return true;
}

bool Selection::step_along_goroutine(bool forward) {
  const auto own = document_->history().events_of(now_.goroutine);
  const std::uint32_t to =
      forward ? History::after(own, now_.step) : History::before(own, now_.step);
  if (to != 0) set_step(to);
  return to != 0;
}

bool Selection::step_along_object(bool forward) {
  if (now_.object == 0) return false;
  const std::uint32_t object = now_.object;
  const auto own = document_->history().events_on(object);
  const std::uint32_t to =
      forward ? History::after(own, now_.step) : History::before(own, now_.step);
  if (to != 0) set_step(to);
  return to != 0;
}

bool Selection::step_along_edges(bool forward) {
  if (now_.step == 0) return false;
  const trace::Graph& graph = document_->graph();
  const auto ends = forward ? graph.targets(now_.step) : graph.sources(now_.step);
  if (ends.empty()) return false;
  // The nearest one.
  set_step(forward ? *std::min_element(ends.begin(), ends.end())
                   : *std::max_element(ends.begin(), ends.end()));
  return true;
}

bool Selection::go_to_bug() {
  if (document_->trace().findings.empty()) return false;
  const int index = now_.finding < 0 ? 0 : now_.finding;
  const std::vector<std::uint32_t> events = events_of_finding(*document_, index);
  select_finding(index);
  if (!events.empty()) {
    set_step(events.back());
    Q_EMIT reveal(events.front(), events.back());
  }
  return true;
}

bool Selection::undo() {
  if (past_.empty()) return false;
  future_.push_back(now_);
  const Place place = past_.back();
  past_.pop_back();
  show(place);
  return true;
}

bool Selection::redo() {
  if (future_.empty()) return false;
  past_.push_back(now_);
  const Place place = future_.back();
  future_.pop_back();
  show(place);
  return true;
}

void Selection::set_bookmarks(std::vector<std::uint32_t> steps) {
  std::erase_if(steps, [this](std::uint32_t step) { return step > document_->steps(); });
  std::sort(steps.begin(), steps.end());
  steps.erase(std::unique(steps.begin(), steps.end()), steps.end());
  bookmarks_ = std::move(steps);
  Q_EMIT bookmarks_changed();
}

void Selection::toggle_bookmark(std::uint32_t step) {
  const auto found = std::lower_bound(bookmarks_.begin(), bookmarks_.end(), step);
  if (found != bookmarks_.end() && *found == step) {
    bookmarks_.erase(found);
  } else {
    bookmarks_.insert(found, step);
  }
  Q_EMIT bookmarks_changed();
}

}  // namespace heddle::viewer
