#pragma once

#include <QWidget>

#include "core/palette.h"

namespace heddle::viewer {

// All keys, over the window; any key or click takes it away.
class KeyOverlay : public QWidget {
  Q_OBJECT

 public:
  explicit KeyOverlay(const Palette& palette, QWidget* parent);

 protected:
  bool event(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  const Palette& palette_;
};

}  // namespace heddle::viewer
