#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "core/event_text.h"
#include "window/graph_canvas.h"
#include "window/graph_measures.h"

namespace heddle::viewer {

using namespace graph_measures;

struct GraphCanvas::Marks {
  std::optional<trace::Cut> before;
  std::optional<trace::Cut> after;
  std::vector<std::uint32_t> path;
};

void GraphCanvas::paintEvent(QPaintEvent* /*event*/) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.fillRect(rect(), palette_->background);
  const Document::Causes* causes = selection_.document().causes_if_made();
  if (causes == nullptr) {
    painter.setPen(palette_->faint_text);
    painter.drawText(rect(), Qt::AlignCenter, tr("The graph is being made ..."));
    return;
  }
  QFont small = font();
  small.setPointSizeF(std::max(4.0, font().pointSizeF() * 0.88 * std::min(1.2, scale_)));
  painter.setFont(small);
  Marks marks;
  if (const std::uint32_t selected = selection_.selected(); selected != 0) {
    marks.before = causes->graph.prefix(selected);
    marks.after = causes->graph.future(selected);
    const std::uint32_t anchor = selection_.anchor();
    if (anchor != 0 && anchor != selected) {
      marks.path = causes->graph.path(std::min(anchor, selected), std::max(anchor, selected));
    }
  }
  if (layout_ != nullptr) {
    paint_dot(painter, marks);
  } else {
    paint_lanes(painter, marks);
  }
}

void GraphCanvas::paint_node(QPainter& painter, std::uint32_t event, const QRectF& rect,
                             const Marks& marks) {
  const trace::Trace& trace = selection_.document().trace();
  const trace::Event& what = selection_.document().history().event(event);
  const bool selected = event == selection_.selected();
  const bool concurrent =
      marks.before && !marks.before->contains(what) && !marks.after->contains(what) && !selected;
  const auto& marked = selection_.marked();
  const bool matters = std::binary_search(marked.begin(), marked.end(), event);
  const QColor colour = palette_->of_goroutine(what.goroutine);
  painter.setPen(QPen(matters    ? palette_->marked
                      : selected ? palette_->cursor
                                 : mix(colour, palette_->background, 0.7),
                      matters || selected ? 2.5 : 1.2));
  painter.setBrush(mix(colour, palette_->background, what.waits ? 0.12 : 0.28));
  const double round = 5 * scale_;
  painter.drawRoundedRect(rect, round, round);
  if (concurrent) {
    // Neither before nor after the selected one.
    painter.setPen(Qt::NoPen);
    painter.setBrush(QBrush(palette_->disabled, Qt::BDiagPattern));
    painter.drawRoundedRect(rect, round, round);
  }
  if (scale_ < words_scale_min) return;
  QString words =
      QStringLiteral("%1  %2").arg(event).arg(QString::fromStdString(what_text(trace, what)));
  if (what.object != 0) {
    words += QLatin1Char(' ') + QString::fromStdString(trace::object_name(trace, what.object));
  }
  const QRectF inside = rect.adjusted(6 * scale_, 0, -6 * scale_, 0);
  const QString fits =
      painter.fontMetrics().elidedText(words, Qt::ElideRight, static_cast<int>(inside.width()));
  if (concurrent) {
    const double width =
        std::min(inside.width(), painter.fontMetrics().horizontalAdvance(fits) + 8.0);
    QRectF quiet(0, 0, width, inside.height() * 0.62);
    quiet.moveCenter(inside.center());
    painter.fillRect(quiet, mix(colour, palette_->background, 0.2));
  }
  painter.setPen(palette_->text);
  painter.drawText(inside, Qt::AlignCenter, fits);
}

void GraphCanvas::paint_edge(QPainter& painter, const QPainterPath& path, const QPointF& before,
                             const QColor& colour, double width) {
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(colour, width));
  painter.drawPath(path);
  const QPointF end = path.currentPosition();
  const QPointF along = end - before;
  const double length = std::hypot(along.x(), along.y());
  if (length < 1) return;
  const QPointF unit = along / length;
  const QPointF across(-unit.y(), unit.x());
  const double size = 7 * std::clamp(scale_, 0.4, 1.2);
  painter.setPen(Qt::NoPen);
  painter.setBrush(colour);
  painter.drawPolygon(QPolygonF(
      {end, end - unit * size + across * size * 0.45, end - unit * size - across * size * 0.45}));
}

void GraphCanvas::lane_edge(QPainter& painter, std::uint32_t from, std::uint32_t to,
                            const QColor& colour, double width) {
  const QRectF a = shown(place(from));
  const QRectF b = shown(place(to));
  const QPointF begin(a.center().x(), a.bottom());
  const QPointF end(b.center().x(), b.top());
  QPainterPath path(begin);
  const double bend = std::max(10.0 * scale_, (end.y() - begin.y()) * 0.5);
  const QPointF before = end - QPointF(0, bend);
  path.cubicTo(begin + QPointF(0, bend), before, end);
  paint_edge(painter, path, before, colour, width);
}

void GraphCanvas::paint_lanes(QPainter& painter, const Marks& marks) {
  const Document& document = selection_.document();
  const Document::Causes& causes = *document.causes_if_made();
  const History& history = document.history();
  const trace::Trace& trace = document.trace();
  const double top = corner_.y() - head - margin;
  const auto first = static_cast<std::uint32_t>(std::max(0.0, top / row_pitch - 1));
  const auto last = static_cast<std::uint32_t>(std::clamp(
      (top + height() / scale_) / row_pitch + 1, 0.0, static_cast<double>(causes.layout.rows())));
  const std::uint32_t columns = history.goroutines() + (has_clock_ ? 1 : 0);
  for (std::uint32_t column = 0; column < columns; column += 2) {
    const QRectF band =
        shown(QRectF(margin + column * column_pitch - (column_pitch - node_width) / 2, corner_.y(),
                     column_pitch, height() / scale_));
    painter.fillRect(band, palette_->lane_other);
  }
  const QColor order = palette_->line.darker(palette_->dark ? 80 : 120);
  for (std::uint32_t row = first; row < last; ++row) {
    for (const std::uint32_t event : causes.layout.events_in(row)) {
      if (const std::uint32_t before = causes.graph.previous(event); before != 0) {
        lane_edge(painter, before, event, order, 1.2);
      }
      for (const std::uint32_t source : causes.graph.sources(event)) {
        if (history.event(source).goroutine == history.event(event).goroutine) continue;
        const bool of_selected = event == selection_.selected() || source == selection_.selected();
        lane_edge(painter, source, event, palette_->edge, of_selected ? 2.5 : 1.2);
      }
      if (row + 1 != last) continue;
      // Edges that begin in sight and end below it.
      for (const std::uint32_t target : causes.graph.targets(event)) {
        lane_edge(painter, event, target, palette_->edge, 1.2);
      }
    }
  }
  for (std::size_t i = 1; i < marks.path.size(); ++i) {
    lane_edge(painter, marks.path[i - 1], marks.path[i], palette_->running, 4);
  }
  for (std::uint32_t row = first; row < last; ++row) {
    for (const std::uint32_t event : causes.layout.events_in(row)) {
      const QRectF rect = shown(place(event));
      if (rect.right() >= 0 && rect.left() <= width()) paint_node(painter, event, rect, marks);
    }
  }
  paint_ghosts(painter);
  painter.fillRect(QRect(0, 0, width(), static_cast<int>(head)), palette_->background);
  painter.setFont(font());
  for (std::uint32_t column = 0; column < columns; ++column) {
    const std::uint32_t goroutine = column == history.goroutines() ? 0 : column + 1;
    const QRectF under = shown(QRectF(margin + column * column_pitch, 0, node_width, 1));
    const QRectF name(under.left() - 10, 4, under.width() + 20, head - 10);
    painter.setPen(palette_->of_goroutine(goroutine));
    painter.drawText(
        name, Qt::AlignCenter,
        painter.fontMetrics().elidedText(QString::fromStdString(trace::label(trace, goroutine)),
                                         Qt::ElideRight, static_cast<int>(name.width())));
  }
  painter.setPen(palette_->line);
  painter.drawLine(QPointF(0, head - 2), QPointF(width(), head - 2));
}

void GraphCanvas::paint_ghosts(QPainter& painter) {
  const trace::Explanation* explanation = selection_.explanation();
  if (explanation == nullptr) return;
  for (const trace::GraphEdge& edge : explanation->missing) {
    paint_ghost(painter, shown(place(edge.from)), shown(place(edge.to)));
  }
}

// From border to border: there are words in the boxes.
void GraphCanvas::paint_ghost(QPainter& painter, const QRectF& from, const QRectF& to) {
  const QPointF way = to.center() - from.center();
  const auto to_border = [&way](const QRectF& box) {
    const double across = box.width() / 2 / std::max(1.0, std::abs(way.x()));
    const double down = box.height() / 2 / std::max(1.0, std::abs(way.y()));
    return std::min({across, down, 0.5}) * way;
  };
  painter.setPen(QPen(palette_->ghost, 2.5, Qt::DashLine));
  painter.drawLine(from.center() + to_border(from), to.center() - to_border(to));
}

void GraphCanvas::paint_dot(QPainter& painter, const Marks& marks) {
  const auto at = [this](const QPointF& inches) {
    return (inches * inch_px + QPointF(margin, margin) - corner_) * scale_;
  };
  for (const DotEdge& edge : layout_->edges) {
    QPainterPath path(at(edge.points.front()));
    for (std::size_t i = 1; i + 2 < edge.points.size(); i += 3) {
      path.cubicTo(at(edge.points[i]), at(edge.points[i + 1]), at(edge.points[i + 2]));
    }
    const History& history = selection_.document().history();
    const bool own = history.event(edge.from).goroutine == history.event(edge.to).goroutine;
    paint_edge(painter, path, at(edge.points[edge.points.size() - 2]),
               own ? palette_->line.darker(palette_->dark ? 70 : 130) : palette_->edge,
               own ? 1.2 : 1.6);
  }
  std::map<std::uint32_t, QRectF> boxes;
  for (const DotNode& node : layout_->nodes) {
    const QRectF rect(at(node.rect.topLeft()), node.rect.size() * inch_px * scale_);
    paint_node(painter, node.event, rect, marks);
    boxes.emplace(node.event, rect);
  }
  const trace::Explanation* explanation = selection_.explanation();
  if (explanation == nullptr) return;
  for (const trace::GraphEdge& edge : explanation->missing) {
    const auto from = boxes.find(edge.from);
    const auto to = boxes.find(edge.to);
    if (from != boxes.end() && to != boxes.end()) paint_ghost(painter, from->second, to->second);
  }
}

}  // namespace heddle::viewer
