#pragma once

// The events of a trace as a table, as many as there are, and those that a filter leaves. The
// filter works off the thread of the windows; until it is done the table shows what it showed
// before.

#include <QAbstractTableModel>
#include <QString>

#include <cstdint>
#include <vector>

#include "core/document.h"
#include "core/worker.h"

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
  // What was being filtered is given up.
  void set_filter(const EventFilter& filter);
  [[nodiscard]] bool filtering() const { return worker_.busy(); }

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

 Q_SIGNALS:
  // From 0 to 1, of a filter that takes its time.
  void filter_progressed(double done);
  // The table shows what the latest filter leaves.
  void filtered();

 private:
  void show(bool all, std::vector<std::uint32_t> events);

  DocumentPointer document_;
  EventFilter wanted_;
  bool all_ = true;
  std::vector<std::uint32_t> shown_;  // not all
  Worker worker_;
};

}  // namespace heddle::viewer
