#pragma once

#include <QStackedWidget>
#include <QWidget>

#include "core/selection.h"
#include "window/graph_view.h"
#include "window/step_bar.h"
#include "window/timeline.h"

namespace heddle::viewer {

// One open trace: its selection, its timeline and its graph.
class TraceTab : public QWidget {
  Q_OBJECT

 public:
  explicit TraceTab(DocumentPointer document, QWidget* parent = nullptr);

  [[nodiscard]] Selection& selection() { return selection_; }
  [[nodiscard]] Timeline& timeline() { return *timeline_; }
  [[nodiscard]] StepBar& steps() { return *steps_; }
  [[nodiscard]] GraphView& graph() { return *graph_; }
  [[nodiscard]] bool shows_graph() const { return views_->currentWidget() == graph_; }
  void show_graph(bool graph);
  void set_palette(const Palette& palette);

 private:
  Selection selection_;
  QStackedWidget* views_;
  Timeline* timeline_;
  GraphView* graph_;
  StepBar* steps_;
};

}  // namespace heddle::viewer
