#pragma once

// The events of a trace as a table, as many as there are, and those that a filter leaves.

#include <QAbstractTableModel>
#include <QString>

#include <cstdint>
#include <vector>

#include "core/document.h"

namespace heddle::viewer {

struct EventFilter {
  QString text;  // in the operation, goroutine, object or place; in any case
  trace::OpKind kind = trace::OpKind::none;
  std::int64_t goroutine = -1;  // -1: any; 0: the clock
  std::uint32_t object = 0;     // 0: any
  friend bool operator==(const EventFilter&, const EventFilter&) = default;
};

class EventsModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { number, goroutine, what, object, place, values, after, column_count };

  using QAbstractTableModel::QAbstractTableModel;

  void set_document(DocumentPointer document);
  void set_filter(const EventFilter& filter);
  [[nodiscard]] const EventFilter& filter() const { return filter_; }

  // The event in a row, and the row of an event or of the next one that is shown; -1: none.
  [[nodiscard]] std::uint32_t event_at(int row) const;
  [[nodiscard]] int row_of(std::uint32_t event) const;
  // The next shown event before or after this one; 0: none.
  [[nodiscard]] std::uint32_t next_hit(std::uint32_t event, bool forward) const;

  [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
  [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                    int role) const override;

 private:
  void apply();
  [[nodiscard]] bool passes_all() const { return filter_ == EventFilter{}; }

  DocumentPointer document_;
  EventFilter filter_;
  std::vector<std::uint32_t> shown_;  // of a filter that leaves something out
};

}  // namespace heddle::viewer
