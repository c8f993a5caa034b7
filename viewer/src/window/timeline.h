#pragma once

// The lanes of a run over its steps: one widget of the size that is seen, painted from what a pixel
// can show. Keys are the window's; the mouse is here: wheel scrolls, Ctrl+wheel zooms, Shift+wheel
// and the right button pan, dragging selects a stretch to zoom to (or pans, by a setting), a click
// selects, a double click zooms to what was hit.

#include <QPoint>
#include <QWidget>

#include <optional>

#include "core/lane_tile.h"
#include "core/lanes.h"
#include "core/palette.h"
#include "core/selection.h"
#include "core/viewport.h"
#include "core/zoom_trail.h"

class QScrollBar;

namespace heddle::viewer {

class Timeline : public QWidget {
  Q_OBJECT

 public:
  explicit Timeline(Selection& selection, QWidget* parent = nullptr);

  void set_palette(const Palette& palette);
  void set_drag_pans(bool pans) { drag_pans_ = pans; }

  [[nodiscard]] Viewport& viewport() { return viewport_; }
  [[nodiscard]] const Viewport& viewport() const { return viewport_; }
  [[nodiscard]] Lanes& lanes() { return lanes_; }
  // After a change of lanes() or viewport() from outside.
  void refresh();

  void zoom(double factor);
  // To what was seen before the latest zoom; false when there is none to take back.
  bool zoom_back();
  void pan(double share_of_width);
  void focus_selection();
  void show_steps(std::uint32_t first, std::uint32_t last);
  void scroll_to_lane(const PlacedLane& lane);
  // The lane commands work on: of the selected object, else of the selected goroutine.
  [[nodiscard]] std::optional<PlacedLane> current_lane() const;
  void move_lane_selection(int by);
  // For measurements.
  void forget_tiles() { tiles_.clear(); }
  void paint_all(QPainter& painter, const QSize& size);
  // Events that another trace lacks: all others are painted grey. Empty: no comparison.
  void set_differences(std::vector<std::uint32_t> events, bool compared);

  [[nodiscard]] QSize sizeHint() const override { return {900, 420}; }
  [[nodiscard]] QSize minimumSizeHint() const override { return {320, 160}; }
  // The event at a point of the widget; 0: none.
  [[nodiscard]] std::uint32_t event_at(const QPoint& at) const;
  [[nodiscard]] QPointF place_of(std::uint32_t event) const;

 Q_SIGNALS:
  void viewport_changed();
  void lane_menu_wanted(std::size_t lane, const QPoint& at);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;
  bool event(QEvent* event) override;

 private:
  enum class Drag { none, pan, stretch, minimap };

  void selection_changed();
  void settle();
  void minimap_to(double x);
  void paint_minimap(QPainter& painter, const QRect& area);
  void paint_ruler(QPainter& painter, const QRect& area);
  void paint_lanes(QPainter& painter, const QRect& area);
  void paint_label(QPainter& painter, const PlacedLane& lane, int y);
  void paint_over(QPainter& painter, const QRect& area);
  void paint_arrows(QPainter& painter);
  void paint_ghost(QPainter& painter);
  void paint_marks(QPainter& painter);
  void arrow(QPainter& painter, std::uint32_t from, std::uint32_t to, const QColor& colour,
             double width, bool dashed);
  [[nodiscard]] QRectF box_of(std::uint32_t event) const;
  [[nodiscard]] int lane_y(const PlacedLane& lane) const;
  [[nodiscard]] const PlacedLane* lane_at(int y) const;
  [[nodiscard]] QRect lanes_area() const;
  [[nodiscard]] double width_of_steps() const;

  Selection& selection_;
  const Palette* palette_ = &light_palette();
  Lanes lanes_;
  Viewport viewport_;
  ZoomTrail zooms_;
  TileCache tiles_;
  QScrollBar* scroll_;
  QPixmap minimap_;
  Drag drag_ = Drag::none;
  QPoint drag_from_;
  QPoint drag_last_;
  bool drag_pans_ = false;
  bool focused_ = false;
  bool compared_ = false;
  std::vector<std::uint32_t> differences_;
};

}  // namespace heddle::viewer
