#include "window/graph_canvas.h"

#include <QApplication>
#include <QMouseEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

#include "window/graph_measures.h"

namespace heddle::viewer {
using namespace graph_measures;

GraphCanvas::GraphCanvas(Selection& selection, QWidget* parent)
    : QWidget(parent), selection_(selection) {
  setAttribute(Qt::WA_OpaquePaintEvent);
  setFocusPolicy(Qt::StrongFocus);
  setAccessibleName(tr("Happens-before graph"));
  has_clock_ = !selection.document().history().events_of(0).empty();
  connect(&selection_, &Selection::changed, this, [this] {
    reveal_selection();
    update();
  });
}

void GraphCanvas::set_palette(const Palette& palette) {
  palette_ = &palette;
  update();
}

void GraphCanvas::set_layout(const DotLayout* layout) {
  layout_ = layout;
  fit();
}

std::uint32_t GraphCanvas::column_of(std::uint32_t goroutine) const {
  // The clock stands at the right.
  return goroutine == 0 ? selection_.document().history().goroutines() : goroutine - 1;
}

QRectF GraphCanvas::place(std::uint32_t event) const {
  const Document::Causes* causes = selection_.document().causes_if_made();
  if (causes == nullptr) return {};
  const std::uint32_t goroutine = selection_.document().history().event(event).goroutine;
  return {margin + column_of(goroutine) * column_pitch,
          head + margin + causes->layout.row_of(event) * row_pitch, node_width, node_height};
}

QSizeF GraphCanvas::whole() const {
  if (layout_ != nullptr) {
    return layout_->size * inch_px + QSizeF(2 * margin, 2 * margin);
  }
  const Document::Causes* causes = selection_.document().causes_if_made();
  const double rows = causes == nullptr ? 1 : causes->layout.rows();
  const double columns = selection_.document().history().goroutines() + (has_clock_ ? 1.0 : 0.0);
  return {columns * column_pitch + margin, rows * row_pitch + head + 2 * margin};
}

QRectF GraphCanvas::shown(const QRectF& rect) const {
  return {(rect.topLeft() - corner_) * scale_, rect.size() * scale_};
}

void GraphCanvas::settle() {
  const QSizeF all = whole();
  const auto clamp = [](double value, double size, double room) {
    return size <= room ? (size - room) / 2 : std::clamp(value, 0.0, size - room);
  };
  corner_ = QPointF(
      clamp(corner_.x(), all.width(), width() / scale_),
      all.height() <= height() / scale_ ? 0 : clamp(corner_.y(), all.height(), height() / scale_));
  update();
}

void GraphCanvas::fit() {
  const QSizeF all = whole();
  scale_ = std::clamp(std::min(width() / all.width(), height() / all.height()), scale_min, 1.0);
  // All of it where it can be read; else its width, from the selected event on.
  if (scale_ < words_scale_min) {
    scale_ = std::clamp(width() / all.width(), words_scale_min, 1.0);
  }
  settle();
  reveal_selection();
}

void GraphCanvas::resizeEvent(QResizeEvent* /*event*/) {
  if (!fitted_ && width() > 100) {
    fitted_ = true;
    fit();
  }
  settle();
}

void GraphCanvas::zoom_at(double factor, const QPointF& at) {
  const QPointF fixed = corner_ + at / scale_;
  scale_ = std::clamp(scale_ * factor, scale_min, scale_max);
  corner_ = fixed - at / scale_;
  settle();
}

void GraphCanvas::zoom(double factor) { zoom_at(factor, QPointF(width() / 2.0, height() / 2.0)); }

void GraphCanvas::pan(double share) {
  corner_ += QPointF(0, share * height() / scale_);
  settle();
}

void GraphCanvas::reveal_selection() {
  if (selection_.selected() == 0) return;
  QRectF rect = place(selection_.selected());
  if (layout_ != nullptr) {
    const auto found =
        std::find_if(layout_->nodes.begin(), layout_->nodes.end(),
                     [this](const DotNode& node) { return node.event == selection_.selected(); });
    if (found == layout_->nodes.end()) return;
    rect = QRectF(found->rect.topLeft() * inch_px, found->rect.size() * inch_px)
               .translated(margin, margin);
  }
  const QRectF on_screen = shown(rect);
  if (!QRectF(this->rect()).adjusted(10, 44, -10, -10).contains(on_screen)) {
    corner_ = rect.center() - QPointF(width(), height()) / scale_ / 2;
    settle();
  }
}

std::uint32_t GraphCanvas::event_at(const QPoint& at) const {
  const QPointF in_picture = corner_ + QPointF(at) / scale_;
  if (layout_ != nullptr) {
    for (const DotNode& node : layout_->nodes) {
      const QRectF rect(node.rect.topLeft() * inch_px, node.rect.size() * inch_px);
      if (rect.translated(margin, margin).contains(in_picture)) return node.event;
    }
    return 0;
  }
  const Document::Causes* causes = selection_.document().causes_if_made();
  const double row = (in_picture.y() - head - margin) / row_pitch;
  if (causes == nullptr || row < 0 || row >= causes->layout.rows()) return 0;
  for (const std::uint32_t event : causes->layout.events_in(static_cast<std::uint32_t>(row))) {
    if (place(event).contains(in_picture)) return event;
  }
  return 0;
}

void GraphCanvas::wheelEvent(QWheelEvent* event) {
  const QPoint delta = event->angleDelta();
  if ((event->modifiers() & Qt::ControlModifier) != 0) {
    zoom_at(std::pow(1.25, delta.y() / 120.0), event->position());
  } else {
    const bool sideways = (event->modifiers() & Qt::ShiftModifier) != 0;
    corner_ -= QPointF(sideways ? delta.y() : delta.x(), sideways ? 0 : delta.y()) / scale_;
    settle();
  }
  event->accept();
}

void GraphCanvas::mousePressEvent(QMouseEvent* event) {
  drag_from_ = drag_last_ = event->pos();
  setFocus(Qt::MouseFocusReason);
}

void GraphCanvas::mouseMoveEvent(QMouseEvent* event) {
  if (event->buttons() == Qt::NoButton) return;
  corner_ -= QPointF(event->pos() - drag_last_) / scale_;
  drag_last_ = event->pos();
  settle();
}

void GraphCanvas::mouseReleaseEvent(QMouseEvent* event) {
  const QPoint moved = event->pos() - drag_from_;
  if (moved.manhattanLength() >= QApplication::startDragDistance()) return;
  if (const std::uint32_t hit = event_at(event->pos()); hit != 0) selection_.set_step(hit);
}

}  // namespace heddle::viewer
