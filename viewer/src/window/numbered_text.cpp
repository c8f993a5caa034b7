#include "window/numbered_text.h"

#include <QPaintEvent>
#include <QPainter>
#include <QTextBlock>

namespace heddle::viewer {
namespace {

class Gutter : public QWidget {
 public:
  explicit Gutter(NumberedText& text) : QWidget(&text), text_(text) {}

 protected:
  void paintEvent(QPaintEvent* event) override {
    QPainter painter(this);
    text_.paint_numbers(painter, event->rect());
  }

 private:
  NumberedText& text_;
};

}  // namespace

NumberedText::NumberedText(QWidget* parent) : QPlainTextEdit(parent), gutter_(new Gutter(*this)) {
  connect(this, &QPlainTextEdit::blockCountChanged, this,
          [this] { setViewportMargins(gutter_px(), 0, 0, 0); });
  connect(this, &QPlainTextEdit::updateRequest, this, [this](const QRect& rect, int dy) {
    if (dy != 0) {
      gutter_->scroll(0, dy);
    } else {
      gutter_->update(0, rect.y(), gutter_->width(), rect.height());
    }
  });
  setViewportMargins(gutter_px(), 0, 0, 0);
}

void NumberedText::set_palette(const Palette& palette) {
  palette_ = &palette;
  gutter_->update();
}

int NumberedText::gutter_px() const {
  const auto digits = QString::number(std::max(100, blockCount())).size();
  return 14 + fontMetrics().horizontalAdvance(QLatin1Char('9')) * static_cast<int>(digits);
}

void NumberedText::resizeEvent(QResizeEvent* event) {
  QPlainTextEdit::resizeEvent(event);
  setViewportMargins(gutter_px(), 0, 0, 0);
  const QRect area = contentsRect();
  gutter_->setGeometry(area.left(), area.top(), gutter_px(), area.height());
}

void NumberedText::paint_numbers(QPainter& painter, const QRect& area) {
  painter.fillRect(area, palette_->lane_other);
  painter.setFont(font());
  painter.setPen(palette_->faint_text);
  for (QTextBlock block = firstVisibleBlock(); block.isValid(); block = block.next()) {
    const QRectF rect = blockBoundingGeometry(block).translated(contentOffset());
    if (rect.top() > area.bottom()) break;
    painter.drawText(QRectF(0, rect.top(), gutter_->width() - 7, rect.height()), Qt::AlignRight,
                     QString::number(block.blockNumber() + 1));
  }
}

}  // namespace heddle::viewer
