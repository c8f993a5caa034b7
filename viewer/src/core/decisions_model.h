#pragma once

// The decisions of a run as a table: where each was taken, who could have gone, who went.
//
// A trace tells the decisions in order but not at which event each was taken. That follows: a
// decision about goroutines belongs to a step of the one taken, at which at least two were ready;
// one about a select, timer or choice to the event that shows its outcome. To ask who was ready
// takes its time in a long run: it is done off the thread of the windows.

#include <QAbstractTableModel>

#include <cstdint>
#include <vector>

#include "core/document.h"
#include "core/worker.h"

namespace heddle::viewer {

// The event of each decision, in order, up to the first one that cannot be placed. Empty when
// `go_on` has stopped it.
std::vector<std::uint32_t> events_of_decisions(const History& history, const History::GoOn& go_on);

// The goroutines that could have gone on after this step, sorted.
std::vector<std::uint32_t> ready_after(const History& history, std::uint32_t step);

class DecisionsModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { position, step, kind, taken, others, column_count };

  using QAbstractTableModel::QAbstractTableModel;

  // The decisions are there at once, their events once they are placed().
  void set_document(DocumentPointer document);
  [[nodiscard]] bool placing() const { return worker_.busy(); }
  // 0: not known, or not yet.
  [[nodiscard]] std::uint32_t event_at(int row) const;
  // The last decision at or before the step; -1: none.
  [[nodiscard]] int row_of(std::uint32_t at) const;
  // Who else could have gone: what `heddle replay --until N --take K` can be given.
  [[nodiscard]] std::vector<std::uint32_t> alternatives(int row) const;

  [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] QVariant data(const QModelIndex& at, int role) const override;
  [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                    int role) const override;

 Q_SIGNALS:
  void placed();

 private:
  void place(std::vector<std::uint32_t> events);

  DocumentPointer document_;
  std::vector<std::uint32_t> events_;  // by decision, of those that are placed
  Worker worker_;
};

}  // namespace heddle::viewer
