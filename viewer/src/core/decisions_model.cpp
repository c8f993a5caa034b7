#include "core/decisions_model.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "core/event_text.h"

namespace heddle::viewer {
namespace {

using trace::DecisionKind;
using trace::Event;
using trace::OpKind;

// In longer runs the decisions are not placed: each step asks every goroutine.
constexpr std::uint64_t questions_max = 40'000'000;  // some seconds
constexpr std::uint32_t asked_every = 1024;

// Whether the goroutine had announced this event and been picked for it: accesses to memory and
// what only says something happen on the way.
bool is_step(const Event& event) {
  switch (event.kind) {
    case OpKind::var_read:
    case OpKind::var_write:
    case OpKind::var_update:
    case OpKind::log:
    case OpKind::choose: return false;
    default: return event.goroutine != 0;
  }
}

bool shows(const Event& event, DecisionKind kind) {
  switch (kind) {
    case DecisionKind::select_case:
      return event.kind == OpKind::select || event.kind == OpKind::try_select;
    case DecisionKind::timer: return event.kind == OpKind::timer_fire;
    case DecisionKind::choice: return event.kind == OpKind::choose;
    default: return true;
  }
}

}  // namespace

std::vector<std::uint32_t> ready_after(const History& history, std::uint32_t step) {
  std::vector<std::uint32_t> ready;
  for (std::uint32_t i = 1; i <= history.goroutines(); ++i) {
    Standing now = history.standing(i, step);
    if (now.activity == Activity::running && now.last == step && now.next != 0) {
      // It has just moved: how does it stand with what comes next?
      now = history.standing(i, step, step == 0 ? 0 : now.last, now.next);
      if (history.event(now.last).waits && history.completes_wait(history.event(now.next), step)) {
        continue;
      }
      const LockHistory* lock = history.lock(now.object);
      const OpKind kind = history.event(now.next).kind;
      const bool wants = kind == OpKind::mutex_lock || kind == OpKind::rw_lock;
      if (wants && lock != nullptr && lock->holder().at(step) != 0) continue;
      ready.push_back(i);
    } else if (now.activity == Activity::ready) {
      ready.push_back(i);
    }
  }
  return ready;
}

std::vector<std::uint32_t> events_of_decisions(const History& history, const History::GoOn& go_on) {
  const std::vector<trace::Decision>& decisions = history.trace().decisions;
  std::vector<std::uint32_t> events;
  if (std::uint64_t{history.steps()} * history.goroutines() > questions_max) return events;
  for (const Event& event : history.trace().events) {
    if (events.size() == decisions.size()) break;
    if (event.number % asked_every == 0 &&
        !go_on(static_cast<double>(event.number) / history.steps()))
      return {};
    const trace::Decision& next = decisions[events.size()];
    if (next.kind == DecisionKind::goroutine && next.value == event.goroutine &&
        (is_step(event) || event.goroutine == 0)) {
      if (event.goroutine == 0 || ready_after(history, event.number - 1).size() > 1) {
        events.push_back(event.number);
      }
    }
    while (events.size() < decisions.size() &&
           decisions[events.size()].kind != DecisionKind::goroutine &&
           shows(event, decisions[events.size()].kind)) {
      events.push_back(event.number);
      // A select takes one case, a firing one timer.
      if (decisions[events.size() - 1].kind <= DecisionKind::timer) break;
    }
  }
  return events;
}

void DecisionsModel::set_document(DocumentPointer document) {
  worker_.cancel();
  beginResetModel();
  document_ = std::move(document);
  events_.clear();
  endResetModel();
  if (document_ == nullptr) return;
  worker_.start([this, document = document_](const Worker::Wish& wish) {
    auto events = std::make_shared<std::vector<std::uint32_t>>(events_of_decisions(
        document->history(), [&wish](double /*done*/) { return wish.holds(); }));
    wish.answer([this, events] { place(std::move(*events)); });
  });
}

void DecisionsModel::place(std::vector<std::uint32_t> events) {
  events_ = std::move(events);
  if (rowCount() != 0) Q_EMIT dataChanged(index(0, step), index(rowCount() - 1, others));
  Q_EMIT placed();
}

std::uint32_t DecisionsModel::event_at(int row) const {
  return row < 0 || static_cast<std::size_t>(row) >= events_.size()
             ? 0
             : events_[static_cast<std::size_t>(row)];
}

int DecisionsModel::row_of(std::uint32_t at) const {
  return static_cast<int>(History::until(events_, at)) - 1;
}

std::vector<std::uint32_t> DecisionsModel::alternatives(int row) const {
  const std::uint32_t event = event_at(row);
  if (event == 0) return {};
  const trace::Decision& decision = document_->trace().decisions[static_cast<std::size_t>(row)];
  if (decision.kind != DecisionKind::goroutine) return {};
  std::vector<std::uint32_t> ready = ready_after(document_->history(), event - 1);
  std::erase(ready, decision.value);
  return ready;
}

int DecisionsModel::rowCount(const QModelIndex& parent) const {
  if (parent.isValid() || document_ == nullptr) return 0;
  return static_cast<int>(document_->trace().decisions.size());
}

int DecisionsModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : column_count;
}

QVariant DecisionsModel::data(const QModelIndex& at, int role) const {
  if (!at.isValid() || role != Qt::DisplayRole) return {};
  const trace::Trace& trace = document_->trace();
  const trace::Decision& decision = trace.decisions[static_cast<std::size_t>(at.row())];
  const std::uint32_t event = event_at(at.row());
  switch (at.column()) {
    case position: return at.row() + 1;
    case step:
      if (event != 0) return event;
      return placing() ? tr("...") : tr("not known");
    case kind: return QString::fromStdString(std::string(trace::word(decision.kind)));
    case taken:
      return decision.kind == DecisionKind::goroutine
                 ? QString::fromStdString(trace::label(trace, decision.value))
                 : QString::number(decision.value);
    case others: {
      QString text;
      for (const std::uint32_t other : alternatives(at.row())) {
        if (!text.isEmpty()) text += QStringLiteral(", ");
        text += QString::fromStdString(trace::label(trace, other));
      }
      return text;
    }
    default: return {};
  }
}

QVariant DecisionsModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
  switch (section) {
    case position: return tr("#");
    case step: return tr("Step");
    case kind: return tr("About");
    case taken: return tr("Taken");
    case others: return tr("Could have gone");
    default: return {};
  }
}

}  // namespace heddle::viewer
