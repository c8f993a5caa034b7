#pragma once

#include <QPointer>
#include <QPushButton>
#include <QTableView>
#include <QWidget>

#include "core/decisions_model.h"
#include "window/view.h"

namespace heddle::viewer {

// The decisions of the run: who could have gone on, who did. What-if: another one is taken there,
// and the run repeated from that point.
class DecisionsView : public QWidget, public View {
  Q_OBJECT

 public:
  explicit DecisionsView(QWidget* parent = nullptr);
  void show_trace(Selection* selection) override;
  [[nodiscard]] DecisionsModel& model() { return model_; }

 Q_SIGNALS:
  // Decisions count from 0, as the command line does.
  void another_wanted(std::uint32_t decision, std::uint32_t goroutine);

 private:
  void follow_selection();
  void choose();

  QPointer<Selection> selection_;
  DecisionsModel model_;
  QTableView* table_;
  QPushButton* other_;
};

}  // namespace heddle::viewer
