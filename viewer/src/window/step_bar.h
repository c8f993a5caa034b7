#pragma once

#include <QLabel>
#include <QPointer>
#include <QSlider>
#include <QTimer>
#include <QToolButton>
#include <QWidget>

#include "core/selection.h"

namespace heddle::viewer {

// The slider over all steps, with play and pause.
class StepBar : public QWidget {
  Q_OBJECT

 public:
  explicit StepBar(Selection& selection, QWidget* parent = nullptr);
  void toggle_play();
  [[nodiscard]] bool playing() const { return timer_.isActive(); }
  [[nodiscard]] QSlider& slider() { return *slider_; }

 private:
  void refresh();

  Selection& selection_;
  QToolButton* play_;
  QSlider* slider_;
  QLabel* label_;
  QTimer timer_;
};

}  // namespace heddle::viewer
