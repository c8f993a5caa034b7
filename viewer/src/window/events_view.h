#pragma once

#include <QComboBox>
#include <QLineEdit>
#include <QPointer>
#include <QTableView>
#include <QWidget>

#include "core/events_model.h"
#include "window/view.h"

namespace heddle::viewer {

// The table of events with its filters; the search of the window, too.
class EventsView : public QWidget, public View {
  Q_OBJECT

 public:
  explicit EventsView(QWidget* parent = nullptr);
  void show_trace(Selection* selection) override;

  [[nodiscard]] EventsModel& model() { return model_; }
  [[nodiscard]] QLineEdit& search() { return *text_; }
  void clear_filter();
  // To the next event that passes the filter.
  bool next_hit(bool forward);

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void apply_filter();
  void follow_selection();
  void fill(QComboBox& box, const QString& all, const std::vector<QString>& entries);

  QPointer<Selection> selection_;
  EventsModel model_;
  QLineEdit* text_;
  QComboBox* kind_;
  QComboBox* goroutine_;
  QComboBox* object_;
  QTableView* table_;
};

}  // namespace heddle::viewer
