#include "core/events_model.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "core/event_text.h"

namespace heddle::viewer {
namespace {

using trace::Event;
using trace::Trace;

constexpr std::uint32_t progress_every = 1 << 18;

// Which entries of each table contain the text: then an event is a look into four tables.
class TextMatch {
 public:
  TextMatch(const Trace& trace, const QString& text) : text_(text) {
    for (unsigned i = 0; i < trace::op_kind_count; ++i) {
      kinds_.push_back(has(std::string(trace::info(static_cast<trace::OpKind>(i)).name)));
    }
    for (std::uint32_t i = 0; i <= trace.goroutines.size(); ++i) {
      goroutines_.push_back(has(trace::label(trace, i)));
    }
    for (std::uint32_t i = 0; i <= trace.objects.size(); ++i) {
      objects_.push_back(i != 0 && has(trace::object_name(trace, i)));
    }
    for (std::uint32_t i = 0; i <= trace.sites.size(); ++i) {
      sites_.push_back(has(place_text(trace, i)) || has(trace::site_of(trace, i).function));
    }
    for (const std::string& logged : trace.texts) texts_.push_back(has(logged));
  }

  bool operator()(const Event& event) const {
    if (kinds_[static_cast<unsigned>(event.kind)] != 0 || goroutines_[event.goroutine] != 0 ||
        objects_[event.object] != 0 || sites_[event.site] != 0) {
      return true;
    }
    return event.kind == trace::OpKind::log && event.value_a != 0 &&
           event.value_a <= texts_.size() && texts_[event.value_a - 1] != 0;
  }

 private:
  char has(const std::string& where) const {
    return QString::fromStdString(where).contains(text_, Qt::CaseInsensitive) ? 1 : 0;
  }

  QString text_;
  std::vector<char> kinds_, goroutines_, objects_, sites_, texts_;
};

QString after_text(const Trace& trace, const Event& event) {
  QString text;
  constexpr std::uint32_t shown_max = 8;
  for (std::uint32_t i = 0; i < event.edge_count; ++i) {
    if (i == shown_max) return text + QStringLiteral(" ...");
    if (i != 0) text += QStringLiteral(", ");
    text += QString::number(trace.edges[event.edges + i]);
  }
  return text;
}

// The events that a filter leaves, in order. False when it was stopped on the way.
bool pass(const Trace& trace, const EventFilter& filter, std::vector<std::uint32_t>& left,
          const History::GoOn& go_on) {
  const TextMatch match(trace, filter.text);
  for (const Event& event : trace.events) {
    if (event.number % progress_every == 0 &&
        !go_on(static_cast<double>(event.number) / static_cast<double>(trace.events.size()))) {
      return false;
    }
    if (filter.kind != trace::OpKind::none && event.kind != filter.kind) continue;
    if (filter.goroutine >= 0 && event.goroutine != filter.goroutine) continue;
    if (filter.object != 0 && event.object != filter.object) continue;
    if (!filter.text.isEmpty() && !match(event)) continue;
    left.push_back(event.number);
  }
  return true;
}

}  // namespace

void EventsModel::set_document(DocumentPointer document) {
  worker_.cancel();
  beginResetModel();
  document_ = std::move(document);
  wanted_ = {};
  all_ = true;
  shown_.clear();
  endResetModel();
  Q_EMIT filtered();
}

void EventsModel::set_filter(const EventFilter& filter) {
  if (filter == wanted_) return;
  wanted_ = filter;
  worker_.cancel();
  if (document_ == nullptr || filter == EventFilter{}) {
    show(true, {});
    return;
  }
  worker_.start([this, filter, document = document_](const Worker::Wish& wish) {
    auto left = std::make_shared<std::vector<std::uint32_t>>();
    const bool whole = pass(document->trace(), filter, *left, [&](double done) {
      wish.tell([this, done] { Q_EMIT filter_progressed(done); });
      return wish.holds();
    });
    if (whole) wish.answer([this, left] { show(false, std::move(*left)); });
  });
}

void EventsModel::show(bool all, std::vector<std::uint32_t> events) {
  beginResetModel();
  all_ = all;
  shown_ = std::move(events);
  endResetModel();
  Q_EMIT filtered();
}

std::uint32_t EventsModel::event_at(int row) const {
  if (row < 0 || row >= rowCount()) return 0;
  return all_ ? static_cast<std::uint32_t>(row) + 1 : shown_[static_cast<std::size_t>(row)];
}

int EventsModel::row_of(std::uint32_t event) const {
  if (document_ == nullptr || event == 0) return -1;
  if (all_) return event > document_->steps() ? -1 : static_cast<int>(event) - 1;
  const auto found = std::lower_bound(shown_.begin(), shown_.end(), event);
  return found == shown_.end() ? -1 : static_cast<int>(found - shown_.begin());
}

std::uint32_t EventsModel::next_hit(std::uint32_t event, bool forward) const {
  if (document_ == nullptr) return 0;
  if (all_) {
    const std::uint32_t to = forward ? event + 1 : event == 0 ? 0 : event - 1;
    return to > document_->steps() ? 0 : to;
  }
  return forward ? History::after(shown_, event) : History::before(shown_, event);
}

int EventsModel::rowCount(const QModelIndex& parent) const {
  if (parent.isValid() || document_ == nullptr) return 0;
  return static_cast<int>(all_ ? document_->trace().events.size() : shown_.size());
}

int EventsModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : column_count;
}

QVariant EventsModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const Trace& trace = document_->trace();
  const Event& event = trace.events[event_at(index.row()) - 1];
  if (role == Qt::TextAlignmentRole && index.column() == number) {
    return QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter));
  }
  if (role == Qt::ToolTipRole || role == Qt::AccessibleDescriptionRole) {
    return QString::fromStdString(sentence(trace, event));
  }
  if (role != Qt::DisplayRole) return {};
  switch (index.column()) {
    case number: return event.number;
    case goroutine: return QString::fromStdString(trace::label(trace, event.goroutine));
    case what: return QString::fromStdString(what_text(trace, event));
    case object: return QString::fromStdString(trace::object_name(trace, event.object));
    case place: return QString::fromStdString(place_text(trace, event.site));
    case values: return QString::fromStdString(viewer::values_text(event));
    case after: return after_text(trace, event);
    default: return {};
  }
}

QVariant EventsModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
  switch (section) {
    case number: return tr("Step");
    case goroutine: return tr("Goroutine");
    case what: return tr("Operation");
    case object: return tr("Object");
    case place: return tr("Place");
    case values: return tr("Values");
    case after: return tr("After");
    default: return {};
  }
}

}  // namespace heddle::viewer
