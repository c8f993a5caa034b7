#pragma once

#include <QElapsedTimer>
#include <QPointer>
#include <QProcess>
#include <QTimer>
#include <QToolButton>
#include <QWidget>

#include <optional>

#include "core/dot_layout.h"
#include "core/selection.h"
#include "window/view.h"

class QLabel;
class QScrollBar;

namespace heddle::viewer {

class GraphCanvas;

// The happens-before graph. All events, a column for each goroutine; or the slice of the finding,
// laid out by Graphviz in a process of its own. Of the selected event the concurrent ones are
// shaded, and the path from the anchor is drawn.
class GraphView : public QWidget {
  Q_OBJECT

 public:
  explicit GraphView(Selection& selection, QWidget* parent = nullptr);
  ~GraphView() override;

  void set_palette(const Palette& palette);
  void zoom(double factor);
  void pan(double share_of_width);
  void fit();
  // The slice of the finding by Graphviz, or all events in lanes.
  void show_slice(bool slice);
  [[nodiscard]] bool shows_slice() const { return slice_->isChecked() && layout_.has_value(); }
  // Another program than `dot`: for tests.
  void set_dot(const QString& program) { dot_ = program; }
  [[nodiscard]] QString message() const;
  [[nodiscard]] bool laying_out() const { return process_.state() != QProcess::NotRunning; }

 private:
  void start_dot();
  void dot_finished(bool good);
  void say(const QString& text);

  Selection& selection_;
  GraphCanvas* canvas_;
  QToolButton* slice_;
  QLabel* message_;
  QProcess process_;
  QTimer limit_;
  QString dot_ = QStringLiteral("dot");
  int of_finding_ = -2;
  std::optional<DotLayout> layout_;
};

}  // namespace heddle::viewer
