#include <QLocale>
#include <QPaintEvent>
#include <QPainter>
#include <QPainterPath>
#include <QScrollBar>

#include <algorithm>
#include <cmath>

#include "window/lane_painter.h"
#include "window/timeline.h"
#include "window/timeline_measures.h"

namespace heddle::viewer {

using namespace measures;

namespace {

// More arrows than this say nothing, and cost.
constexpr std::size_t arrows_max = 200;
// With at most so many events in sight all their arrows are shown, faintly.
constexpr double all_arrows_steps_max = 60;

// 1, 2 or 5 times a power of ten, the smallest that leaves this much room.
std::uint64_t tick_steps(double px_per_step, double room_px) {
  std::uint64_t ten = 1;
  while (true) {
    for (const std::uint64_t factor : {1U, 2U, 5U}) {
      if (static_cast<double>(ten * factor) * px_per_step >= room_px) return ten * factor;
    }
    ten *= 10;
  }
}

}  // namespace

void Timeline::paintEvent(QPaintEvent* /*event*/) {
  QPainter painter(this);
  paint_all(painter, size());
}

void Timeline::paint_all(QPainter& painter, const QSize& size) {
  painter.fillRect(QRect(QPoint(0, 0), size), palette_->background);
  QFont small = font();
  small.setPointSizeF(std::max(7.0, font().pointSizeF() * 0.88));
  painter.setFont(small);
  paint_lanes(painter, lanes_area());
  paint_over(painter, lanes_area());
  paint_minimap(painter, QRect(label_px, 0, static_cast<int>(width_of_steps()), minimap_px));
  paint_ruler(painter, QRect(label_px, minimap_px, static_cast<int>(width_of_steps()), ruler_px));
}

void Timeline::paint_minimap(QPainter& painter, const QRect& area) {
  painter.fillRect(QRect(0, 0, width(), minimap_px), palette_->lane_other);
  const qreal ratio = devicePixelRatioF();
  if (minimap_.isNull()) {
    // All goroutines in a few rows; more than fit are left out.
    minimap_ = QPixmap(QSize(area.width(), minimap_px) * ratio);
    minimap_.setDevicePixelRatio(ratio);
    minimap_.fill(Qt::transparent);
    QPainter map(&minimap_);
    map.setFont(QFont(font().family(), 1));
    Viewport all;
    all.set_steps(selection_.document().steps());
    all.set_width(area.width());
    constexpr int row_px_min = 3;
    std::vector<const Lane*> shown;
    for (const PlacedLane& lane : lanes_.placed()) {
      if (lanes_.all()[lane.index].kind == LaneKind::goroutine) {
        shown.push_back(&lanes_.all()[lane.index]);
      }
    }
    const auto rows_max = static_cast<std::size_t>((minimap_px - 6) / row_px_min);
    if (shown.size() > rows_max) shown.resize(rows_max);
    if (!shown.empty()) {
      const int row = std::min(8, (minimap_px - 6) / static_cast<int>(shown.size()));
      int y = 3;
      const QColor running = palette_->running;
      for (const Lane* lane : shown) {
        if (all.px_per_step() >= close_px_per_step) {
          for (const std::uint32_t event :
               selection_.document().history().events_of(lane->ordinal)) {
            map.fillRect(
                QRectF(all.x_of(event), y, std::max(1.0, all.px_per_step() - 0.5), row - 1),
                running);
          }
        } else {
          LanePainter(map, selection_.document(), all, *palette_, tiles_)
              .paint(*lane, QRect(0, y, area.width(), row));
        }
        y += row;
      }
    }
  }
  painter.drawPixmap(area.topLeft(), minimap_);
  const double whole = viewport_.steps() + 1;
  const double left = area.left() + viewport_.first() / whole * area.width();
  const double right = area.left() + std::min(whole, viewport_.last()) / whole * area.width();
  QColor shade = palette_->background;
  shade.setAlpha(170);
  painter.fillRect(QRectF(area.left(), area.top(), left - area.left(), area.height()), shade);
  painter.fillRect(QRectF(right, area.top(), area.right() + 1 - right, area.height()), shade);
  painter.setPen(QPen(palette_->edge, 1.5));
  painter.setBrush(Qt::NoBrush);
  painter.drawRect(QRectF(left, area.top() + 1, std::max(3.0, right - left), area.height() - 2));
  for (const std::uint32_t step : selection_.marked()) {
    const double x = area.left() + (step + 0.5) / whole * area.width();
    painter.fillRect(QRectF(x - 1, area.top(), 2, 5), palette_->marked);
  }
  const double x = area.left() + (selection_.step() + 0.5) / whole * area.width();
  painter.fillRect(QRectF(x - 0.75, area.top(), 1.5, area.height()), palette_->cursor);
  painter.setPen(palette_->faint_text);
  painter.drawText(QRect(8, 0, label_px - 16, minimap_px), Qt::AlignVCenter | Qt::AlignLeft,
                   tr("%n steps", nullptr, static_cast<int>(viewport_.steps())));
}

void Timeline::paint_ruler(QPainter& painter, const QRect& area) {
  painter.fillRect(QRect(0, area.top(), width(), area.height()), palette_->background);
  painter.setPen(palette_->line);
  painter.drawLine(0, area.bottom(), width(), area.bottom());
  painter.setPen(palette_->faint_text);
  painter.drawText(QRect(8, area.top(), label_px - 16, area.height()),
                   Qt::AlignVCenter | Qt::AlignLeft, tr("step"));
  painter.save();
  painter.setClipRect(area);
  const std::uint64_t every = tick_steps(viewport_.px_per_step(), 56);
  const auto first = static_cast<std::uint64_t>(std::max(0.0, viewport_.first())) / every * every;
  for (std::uint64_t step = first; static_cast<double>(step) <= viewport_.last() &&
                                   static_cast<double>(step) <= viewport_.steps();
       step += every) {
    if (step == 0) continue;
    const double x = area.left() + viewport_.x_of(static_cast<double>(step) + 0.5);
    painter.setPen(palette_->line);
    painter.drawLine(QPointF(x, area.bottom() - 4), QPointF(x, area.bottom()));
    painter.setPen(palette_->faint_text);
    painter.drawText(QRectF(x - 60, area.top(), 120, area.height() - 4), Qt::AlignCenter,
                     QLocale::c().toString(static_cast<qulonglong>(step)));
  }
  for (const std::uint32_t step : selection_.bookmarks()) {
    const double x = area.left() + viewport_.x_of(step + 0.5);
    painter.setPen(Qt::NoPen);
    painter.setBrush(palette_->disabled);
    painter.drawPolygon(
        QPolygonF({{x - 5, area.top() + 1.0}, {x + 5, area.top() + 1.0}, {x, area.top() + 9.0}}));
  }
  // The step in question, as a flag.
  const QString words = QLocale::c().toString(selection_.step());
  const double x = area.left() + viewport_.x_of(selection_.step() + 0.5);
  const double half = painter.fontMetrics().horizontalAdvance(words) / 2.0 + 6;
  painter.setPen(Qt::NoPen);
  painter.setBrush(palette_->cursor);
  painter.drawRoundedRect(QRectF(x - half, area.top() + 2, half * 2, area.height() - 5), 4, 4);
  painter.setPen(palette_->background);
  painter.drawText(QRectF(x - half, area.top() + 2, half * 2, area.height() - 5), Qt::AlignCenter,
                   words);
  painter.restore();
}

void Timeline::paint_label(QPainter& painter, const PlacedLane& placed, int y) {
  const Lane& lane = lanes_.all()[placed.index];
  const auto current = current_lane();
  const QRect area(0, y, label_px, placed.height_px);
  if (current && current->index == placed.index) painter.fillRect(area, palette_->selection);
  if (lane.kind == LaneKind::goroutine) {
    painter.fillRect(QRect(0, y + 3, 4, placed.height_px - 6),
                     palette_->of_goroutine(lane.ordinal));
  }
  const bool two_rows = placed.height_px >= 32 && !lane.place.empty();
  const QRect words = area.adjusted(12, 2, -6, -2);
  const QFontMetrics metrics = painter.fontMetrics();
  QString title = QString::fromStdString(lane.title);
  if (lane.pinned) title.prepend(QStringLiteral("\u25B8 "));
  title = metrics.elidedText(title, Qt::ElideMiddle, words.width());
  painter.setPen(palette_->text);
  const Qt::Alignment place = (two_rows ? Qt::AlignTop : Qt::AlignVCenter) | Qt::AlignLeft;
  painter.drawText(words, static_cast<int>(place.toInt()), title);
  if (two_rows) {
    painter.setPen(palette_->faint_text);
    painter.drawText(
        words, Qt::AlignBottom | Qt::AlignLeft,
        metrics.elidedText(QString::fromStdString(lane.place), Qt::ElideLeft, words.width()));
  }
}

void Timeline::paint_lanes(QPainter& painter, const QRect& area) {
  painter.save();
  painter.setClipRect(QRect(0, head_px, width(), height() - head_px));
  LanePainter lanes(painter, selection_.document(), viewport_, *palette_, tiles_);
  // Scrolled ones first: pinned ones lie above.
  for (const bool pinned : {false, true}) {
    std::size_t row = 0;
    for (const PlacedLane& placed : lanes_.placed()) {
      ++row;
      const Lane& lane = lanes_.all()[placed.index];
      const int y = lane_y(placed);
      if (lane.pinned != pinned || y + placed.height_px <= head_px || y >= height()) continue;
      const QRect rect(area.left(), y, area.width(), placed.height_px);
      painter.fillRect(QRect(0, y, width(), placed.height_px),
                       row % 2 == 0 ? palette_->lane_other : palette_->lane);
      paint_label(painter, placed, y);
      lanes.paint(lane, rect);
    }
  }
  painter.setPen(palette_->line);
  painter.drawLine(label_px - 1, head_px, label_px - 1, height());
  if (lanes_.placed().empty()) {
    painter.setPen(palette_->faint_text);
    painter.drawText(area, Qt::AlignCenter, tr("No lane has this name"));
  }
  painter.restore();
}

QRectF Timeline::box_of(std::uint32_t event) const {
  const trace::Event& what = selection_.document().history().event(event);
  const auto lane = lanes_.of_goroutine(what.goroutine);
  if (!lane) return {};
  const double x = label_px + viewport_.x_of(event);
  const double gap = what.goroutine == 0 ? lane->height_px * 0.22 : 4;
  return {x + 1, lane_y(*lane) + gap, std::max(2.0, viewport_.px_per_step() - 2),
          lane->height_px - 2 * gap};
}

QPointF Timeline::place_of(std::uint32_t event) const {
  return event == 0 ? QPointF() : box_of(event).center();
}

void Timeline::arrow(QPainter& painter, std::uint32_t from, std::uint32_t to, const QColor& colour,
                     double width, bool dashed) {
  const QRectF a = box_of(from);
  const QRectF b = box_of(to);
  if (a.isNull() || b.isNull()) return;
  const bool down = b.center().y() > a.center().y();
  const QPointF begin(a.center().x(), down ? a.bottom() : a.top());
  QPointF end(b.center().x(), down ? b.top() : b.bottom());
  if (dashed) end = b.center();
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(colour, width, dashed ? Qt::DashLine : Qt::SolidLine));
  QPainterPath path(dashed ? a.center() : begin);
  const double bend = (end.y() - begin.y()) * 0.5;
  path.cubicTo(begin + QPointF(0, bend), end - QPointF(0, bend), end);
  painter.drawPath(path);
  if (dashed) return;
  const double tip = down ? -1 : 1;
  painter.setBrush(colour);
  painter.setPen(Qt::NoPen);
  painter.drawPolygon(QPolygonF({end, end + QPointF(-3.5, 7 * tip), end + QPointF(3.5, 7 * tip)}));
}

void Timeline::paint_arrows(QPainter& painter) {
  const trace::Trace& trace = selection_.document().trace();
  const History& history = selection_.document().history();
  std::size_t left = arrows_max;
  const auto into = [&](std::uint32_t number, const QColor& colour, double width) {
    const trace::Event& event = history.event(number);
    for (std::uint32_t i = 0; i < event.edge_count && left > 0; ++i, --left) {
      const std::uint32_t source = trace.edges[event.edges + i];
      if (history.event(source).goroutine == event.goroutine) continue;
      arrow(painter, source, number, colour, width, false);
    }
  };
  if (viewport_.span() <= all_arrows_steps_max) {
    QColor faint = palette_->edge;
    faint.setAlpha(90);
    const auto last = std::min<double>(viewport_.last() + 1, history.steps());
    for (auto i = std::max(1U, static_cast<std::uint32_t>(std::max(0.0, viewport_.first())));
         i <= static_cast<std::uint32_t>(last); ++i) {
      into(i, faint, 1.2);
    }
  }
  const std::uint32_t selected = selection_.selected();
  if (selected == 0) return;
  into(selected, palette_->edge, 2);
  if (const Document::Causes* causes = selection_.document().causes_if_made(); causes != nullptr) {
    const trace::Graph* graph = &causes->graph;
    for (const std::uint32_t target : graph->targets(selected)) {
      if (left-- == 0) break;
      arrow(painter, selected, target, palette_->edge, 2, false);
    }
    // Along a path that was asked for.
    const std::uint32_t anchor = selection_.anchor();
    if (anchor != 0 && anchor != selected) {
      const auto path = graph->path(std::min(anchor, selected), std::max(anchor, selected));
      for (std::size_t i = 1; i < path.size() && i < arrows_max; ++i) {
        arrow(painter, path[i - 1], path[i], palette_->running, 3, false);
      }
    }
  }
}

void Timeline::paint_ghost(QPainter& painter) {
  // What should have been ordered and is not.
  const trace::Explanation* explanation = selection_.explanation();
  if (explanation == nullptr) return;
  for (const trace::GraphEdge& edge : explanation->missing) {
    arrow(painter, edge.from, edge.to, palette_->ghost, 2.5, true);
    const QPointF middle = (place_of(edge.from) + place_of(edge.to)) / 2;
    const QString words = tr("no order");
    const double half = painter.fontMetrics().horizontalAdvance(words) / 2.0 + 6;
    const QRectF tag(middle.x() - half, middle.y() - 9, half * 2, 18);
    painter.setPen(Qt::NoPen);
    painter.setBrush(palette_->ghost);
    painter.drawRoundedRect(tag, 5, 5);
    painter.setPen(Qt::white);
    painter.drawText(tag, Qt::AlignCenter, words);
  }
}

void Timeline::paint_marks(QPainter& painter) {
  painter.setBrush(Qt::NoBrush);
  for (const std::uint32_t event : selection_.marked()) {
    const QRectF box = box_of(event);
    if (box.isNull()) continue;
    painter.setPen(QPen(palette_->marked, 2.5));
    painter.drawRoundedRect(box.adjusted(-2, -2, 2, 2), 4, 4);
  }
  if (selection_.selected() != 0) {
    const QRectF box = box_of(selection_.selected());
    painter.setPen(QPen(palette_->cursor, 2));
    if (!box.isNull()) painter.drawRoundedRect(box.adjusted(-1, -1, 1, 1), 3, 3);
  }
}

void Timeline::paint_over(QPainter& painter, const QRect& area) {
  painter.save();
  painter.setClipRect(area);
  const double x = area.left() + viewport_.x_of(selection_.step() + 0.5);
  QColor cursor = palette_->cursor;
  cursor.setAlpha(120);
  painter.setPen(QPen(cursor, 1));
  painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
  painter.setRenderHint(QPainter::Antialiasing, true);
  if (compared_ && viewport_.px_per_step() >= 1) {
    // What is equal in both steps back.
    QColor veil = palette_->background;
    veil.setAlpha(190);
    const auto last = static_cast<std::uint32_t>(
        std::min<double>(viewport_.last() + 1, selection_.document().steps()));
    for (auto i = std::max(1U, static_cast<std::uint32_t>(std::max(0.0, viewport_.first())));
         i <= last; ++i) {
      if (std::binary_search(differences_.begin(), differences_.end(), i)) continue;
      painter.fillRect(box_of(i).adjusted(-1, -1, 1, 1), veil);
    }
  }
  paint_arrows(painter);
  paint_marks(painter);
  paint_ghost(painter);
  if (drag_ == Drag::stretch) {
    const QRectF rect(QPointF(std::min(drag_from_.x(), drag_last_.x()), area.top()),
                      QPointF(std::max(drag_from_.x(), drag_last_.x()), area.bottom()));
    QColor colour = palette_->edge;
    colour.setAlpha(50);
    painter.fillRect(rect, colour);
  }
  painter.restore();
}

}  // namespace heddle::viewer
