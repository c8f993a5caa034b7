#pragma once

#include <QPlainTextEdit>

#include "core/palette.h"

namespace heddle::viewer {

// Text with the numbers of its lines in a gutter.
class NumberedText : public QPlainTextEdit {
  Q_OBJECT

 public:
  explicit NumberedText(QWidget* parent = nullptr);
  void set_palette(const Palette& palette);
  void paint_numbers(QPainter& painter, const QRect& area);
  [[nodiscard]] int gutter_px() const;

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  const Palette* palette_ = &light_palette();
  QWidget* gutter_;
};

}  // namespace heddle::viewer
