#pragma once

#include <QWidget>

#include <optional>

#include "core/dot_layout.h"
#include "core/palette.h"
#include "core/selection.h"

namespace heddle::viewer {

// Paints the part of the graph that is seen. Wheel scrolls, Ctrl+wheel zooms, dragging moves, a
// click selects.
class GraphCanvas : public QWidget {
  Q_OBJECT

 public:
  explicit GraphCanvas(Selection& selection, QWidget* parent = nullptr);

  void set_palette(const Palette& palette);
  // Null: all events in lanes. Must stay as long as it is shown.
  void set_layout(const DotLayout* layout);
  void zoom(double factor);
  void pan(double share_of_width);
  void fit();
  [[nodiscard]] std::uint32_t event_at(const QPoint& at) const;
  [[nodiscard]] QSize sizeHint() const override { return {800, 400}; }

 protected:
  void paintEvent(QPaintEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  struct Marks;
  [[nodiscard]] QRectF place(std::uint32_t event) const;  // of the lane layout, without zoom
  [[nodiscard]] QRectF shown(const QRectF& rect) const;
  [[nodiscard]] QSizeF whole() const;
  void zoom_at(double factor, const QPointF& at);
  void settle();
  void reveal_selection();
  void paint_lanes(QPainter& painter, const Marks& marks);
  void paint_dot(QPainter& painter, const Marks& marks);
  void paint_node(QPainter& painter, std::uint32_t event, const QRectF& rect, const Marks& marks);
  void paint_edge(QPainter& painter, const QPainterPath& path, const QPointF& before,
                  const QColor& colour, double width);
  void lane_edge(QPainter& painter, std::uint32_t from, std::uint32_t to, const QColor& colour,
                 double width);
  void paint_ghosts(QPainter& painter);
  void paint_ghost(QPainter& painter, const QRectF& from, const QRectF& to);
  [[nodiscard]] std::uint32_t column_of(std::uint32_t goroutine) const;

  Selection& selection_;
  const Palette* palette_ = &light_palette();
  const DotLayout* layout_ = nullptr;
  double scale_ = 1;
  QPointF corner_;  // of the picture, in its own measure, at the left top of the widget
  QPoint drag_from_;
  QPoint drag_last_;
  bool fitted_ = false;
  bool has_clock_ = false;
};

}  // namespace heddle::viewer
