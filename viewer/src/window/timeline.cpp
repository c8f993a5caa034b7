#include "window/timeline.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QDeadlineTimer>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollBar>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

#include "core/event_text.h"
#include "window/timeline_measures.h"

namespace heddle::viewer {

using namespace measures;

namespace {

// A click this near to an event means it.
constexpr double near_px = 5;
constexpr double wheel_zoom = 1.25;
constexpr double whole_step_px = 32;

}  // namespace

Timeline::Timeline(Selection& selection, QWidget* parent)
    : QWidget(parent),
      selection_(selection),
      lanes_(selection.document().history()),
      scroll_(new QScrollBar(Qt::Vertical, this)) {
  setAttribute(Qt::WA_OpaquePaintEvent);
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setObjectName(QStringLiteral("timeline"));
  setAccessibleName(tr("Timeline"));
  scroll_->setAccessibleName(tr("Lanes"));
  viewport_.set_steps(selection.document().steps());
  connect(scroll_, &QScrollBar::valueChanged, this, qOverload<>(&QWidget::update));
  connect(&selection_, &Selection::changed, this, &Timeline::selection_changed);
  connect(&selection_, &Selection::bookmarks_changed, this, qOverload<>(&QWidget::update));
  connect(&selection_, &Selection::reveal, this, &Timeline::show_steps);
}

void Timeline::set_palette(const Palette& palette) {
  palette_ = &palette;
  minimap_ = {};
  update();
}

double Timeline::width_of_steps() const { return std::max(10, width() - label_px - scroll_px); }

QRect Timeline::lanes_area() const {
  return {label_px, head_px, static_cast<int>(width_of_steps()), std::max(0, height() - head_px)};
}

void Timeline::settle() {
  viewport_.set_width(width_of_steps());
  scroll_->setGeometry(width() - scroll_px, head_px, scroll_px, std::max(0, height() - head_px));
  const int room = height() - head_px - lanes_.pinned_px();
  scroll_->setRange(0, std::max(0, lanes_.height_px() - lanes_.pinned_px() - room));
  scroll_->setPageStep(std::max(1, room));
  scroll_->setSingleStep(20);
  scroll_->setVisible(scroll_->maximum() > 0);
}

void Timeline::refresh() {
  settle();
  zooms_.shown({viewport_.first(), viewport_.last()}, QDeadlineTimer::current().deadline());
  update();
  Q_EMIT viewport_changed();
}

void Timeline::resizeEvent(QResizeEvent* /*event*/) {
  minimap_ = {};
  settle();
}

void Timeline::selection_changed() {
  focused_ = false;
  const std::uint32_t step = selection_.step();
  viewport_.make_visible(step);
  if (const auto lane = current_lane()) scroll_to_lane(*lane);
  if (step != 0) {
    const trace::Trace& trace = selection_.document().trace();
    setAccessibleDescription(QString::fromStdString(sentence(trace, trace.events[step - 1])));
  }
  refresh();
}

std::optional<PlacedLane> Timeline::current_lane() const {
  // An event is shown in its goroutine's lane; an object alone in its own.
  const std::uint32_t step = selection_.step();
  const std::uint32_t object = selection_.object();
  const bool of_event = step != 0 && selection_.document().history().event(step).object == object;
  if (object != 0 && !of_event) return lanes_.of_object(object);
  return lanes_.of_goroutine(selection_.goroutine());
}

void Timeline::scroll_to_lane(const PlacedLane& lane) {
  if (lanes_.all()[lane.index].pinned) return;
  const int top = lane.y_px - lanes_.pinned_px();
  const int room = height() - head_px - lanes_.pinned_px();
  if (top < scroll_->value()) scroll_->setValue(top);
  if (top + lane.height_px > scroll_->value() + room) {
    scroll_->setValue(top + lane.height_px - room);
  }
}

void Timeline::move_lane_selection(int by) {
  const auto& placed = lanes_.placed();
  if (placed.empty()) return;
  std::ptrdiff_t at = 0;
  if (const auto lane = current_lane()) {
    const auto found = std::find_if(placed.begin(), placed.end(), [&](const PlacedLane& other) {
      return other.index == lane->index;
    });
    at = found - placed.begin() + by;
  }
  at = std::clamp<std::ptrdiff_t>(at, 0, static_cast<std::ptrdiff_t>(placed.size()) - 1);
  const Lane& lane = lanes_.all()[placed[static_cast<std::size_t>(at)].index];
  if (lane.kind == LaneKind::goroutine || lane.kind == LaneKind::clock) {
    selection_.select_goroutine(lane.ordinal);
  } else {
    selection_.select_object(lane.ordinal);
  }
}

// --- zoom and pan -------------------------------------------------------------------------------

void Timeline::zoom(double factor) {
  // At the pointer when it is over the lanes, else at the selection or the middle.
  const QPoint at = mapFromGlobal(QCursor::pos());
  double x = width_of_steps() / 2;
  const double selected = viewport_.x_of(selection_.step() + 0.5);
  if (lanes_area().contains(at)) {
    x = at.x() - label_px;
  } else if (selection_.step() != 0 && selected >= 0 && selected <= width_of_steps()) {
    x = selected;
  }
  viewport_.zoom(factor, x);
  refresh();
}

bool Timeline::zoom_back() {
  const auto before = zooms_.back();
  if (!before) return false;
  viewport_.show_again(before->first, before->last);
  refresh();
  return true;
}

void Timeline::pan(double share_of_width) {
  viewport_.pan(share_of_width * width_of_steps());
  refresh();
}

void Timeline::focus_selection() {
  const auto& marked = selection_.marked();
  const double step = selection_.step();
  if (focused_ && !marked.empty()) {
    viewport_.show(marked.front(), marked.back());
  } else if (focused_) {
    viewport_.show(step - 3, step + 3);
  } else {
    viewport_.pan(viewport_.x_of(step + 0.5) - width_of_steps() / 2);
  }
  focused_ = !focused_;
  refresh();
}

void Timeline::show_steps(std::uint32_t first, std::uint32_t last) {
  settle();
  // A run that fits with its words is shown whole: whoever looks wants to know how it came to it.
  if (width_of_steps() >= whole_step_px * (viewport_.steps() + 1)) {
    viewport_.show_all();
  } else {
    viewport_.show(first, last);
  }
  refresh();
}

void Timeline::wheelEvent(QWheelEvent* event) {
  const QPoint delta = event->angleDelta();
  const double notches = delta.y() / 120.0;
  if ((event->modifiers() & Qt::ControlModifier) != 0) {
    viewport_.zoom(std::pow(wheel_zoom, notches), event->position().x() - label_px);
    refresh();
  } else if ((event->modifiers() & Qt::ShiftModifier) != 0 || delta.x() != 0) {
    const double sideways = delta.x() != 0 ? delta.x() / 120.0 : notches;
    viewport_.pan(-sideways * 80);
    refresh();
  } else {
    scroll_->setValue(scroll_->value() - static_cast<int>(notches * 60));
  }
  event->accept();
}

// --- mouse --------------------------------------------------------------------------------------

int Timeline::lane_y(const PlacedLane& lane) const {
  if (lanes_.all()[lane.index].pinned) return head_px + lane.y_px;
  return head_px + lane.y_px - scroll_->value();
}

const PlacedLane* Timeline::lane_at(int y) const {
  if (y < head_px) return nullptr;
  for (const PlacedLane& lane : lanes_.placed()) {
    const int top = lane_y(lane);
    // Pinned lanes come first, and lie above those that are scrolled under them.
    if (y >= top && y < top + lane.height_px) return &lane;
  }
  return nullptr;
}

std::uint32_t Timeline::event_at(const QPoint& at) const {
  const PlacedLane* placed = lane_at(at.y());
  if (placed == nullptr || at.x() < label_px) return 0;
  const Lane& lane = lanes_.all()[placed->index];
  const History& history = selection_.document().history();
  const bool goroutine = lane.kind == LaneKind::goroutine || lane.kind == LaneKind::clock;
  const auto events = goroutine ? history.events_of(lane.ordinal) : history.events_on(lane.ordinal);
  const double x = at.x() - label_px;
  const auto low = static_cast<std::uint32_t>(std::max(0.0, viewport_.step_at(x - near_px)));
  const double exact = viewport_.step_at(x);
  // The one under the pointer, else the nearest close by.
  std::uint32_t best = 0;
  double best_distance = near_px;
  for (std::size_t i = History::until(events, low == 0 ? 0 : low - 1);
       i < events.size() && viewport_.x_of(events[i]) <= x + near_px; ++i) {
    const double left = events[i];
    const double distance =
        exact < left ? viewport_.x_of(left) - x : std::max(0.0, x - viewport_.x_of(left + 1));
    if (distance <= best_distance) {
      best = events[i];
      best_distance = distance;
    }
    if (distance == 0) break;
  }
  return best;
}

void Timeline::minimap_to(double x) {
  const double place = (x - label_px) / width_of_steps() * (viewport_.steps() + 1);
  viewport_.pan(viewport_.x_of(place) - width_of_steps() / 2);
  refresh();
}

void Timeline::mousePressEvent(QMouseEvent* event) {
  setFocus(Qt::MouseFocusReason);
  drag_from_ = drag_last_ = event->pos();
  if (event->button() == Qt::RightButton || event->button() == Qt::MiddleButton ||
      (event->modifiers() & Qt::ShiftModifier) != 0) {
    drag_ = Drag::pan;
  } else if (event->pos().y() < minimap_px) {
    drag_ = Drag::minimap;
    minimap_to(event->position().x());
  } else if (event->pos().x() >= label_px) {
    drag_ = drag_pans_ && event->pos().y() >= head_px ? Drag::pan : Drag::stretch;
  }
}

void Timeline::mouseMoveEvent(QMouseEvent* event) {
  const QPoint by = event->pos() - drag_last_;
  drag_last_ = event->pos();
  if (drag_ == Drag::pan) {
    viewport_.pan(-by.x());
    scroll_->setValue(scroll_->value() - by.y());
    refresh();
  } else if (drag_ == Drag::minimap) {
    minimap_to(event->position().x());
  } else if (drag_ == Drag::stretch) {
    update();
  }
}

void Timeline::mouseReleaseEvent(QMouseEvent* event) {
  const Drag drag = std::exchange(drag_, Drag::none);
  const bool moved =
      (event->pos() - drag_from_).manhattanLength() >= QApplication::startDragDistance();
  if (drag == Drag::stretch && moved) {
    const double a = viewport_.step_at(drag_from_.x() - label_px);
    const double b = viewport_.step_at(event->pos().x() - label_px);
    const double middle = (a + b) / 2;
    const double factor = viewport_.span() / std::max(0.5, std::abs(b - a));
    viewport_.zoom(factor, viewport_.x_of(middle));
    viewport_.pan(viewport_.x_of(middle) - width_of_steps() / 2);
    refresh();
    return;
  }
  update();
  if (moved || drag == Drag::minimap || event->button() != Qt::LeftButton) return;
  if (event->pos().y() >= minimap_px && event->pos().y() < head_px &&
      event->pos().x() >= label_px) {
    // The ruler: this very step.
    selection_.set_step(
        static_cast<std::uint32_t>(std::max(0.0, viewport_.step_at(event->pos().x() - label_px))));
    return;
  }
  if (const std::uint32_t hit = event_at(event->pos()); hit != 0) {
    selection_.set_step(hit);
  } else if (const PlacedLane* placed = lane_at(event->pos().y()); placed != nullptr) {
    const Lane& lane = lanes_.all()[placed->index];
    if (lane.kind == LaneKind::goroutine || lane.kind == LaneKind::clock) {
      selection_.select_goroutine(lane.ordinal);
    } else {
      selection_.select_object(lane.ordinal);
    }
  }
}

void Timeline::mouseDoubleClickEvent(QMouseEvent* event) {
  if (event->pos().y() < head_px) {
    viewport_.show_all();
    refresh();
  } else if (const std::uint32_t hit = event_at(event->pos()); hit != 0) {
    selection_.set_step(hit);
    show_steps(hit > 4 ? hit - 4 : 0, hit + 4);
  }
}

void Timeline::keyPressEvent(QKeyEvent* event) {
  switch (event->key()) {
    case Qt::Key_Up: move_lane_selection(-1); break;
    case Qt::Key_Down: move_lane_selection(1); break;
    default: QWidget::keyPressEvent(event);
  }
}

void Timeline::contextMenuEvent(QContextMenuEvent* event) {
  // The right button pans; its menu is for the names of lanes.
  if (event->reason() == QContextMenuEvent::Mouse && event->pos().x() >= label_px) return;
  const PlacedLane* placed = lane_at(event->pos().y());
  if (placed != nullptr) Q_EMIT lane_menu_wanted(placed->index, event->globalPos());
}

bool Timeline::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    const std::uint32_t hit = event_at(help->pos());
    const trace::Trace& trace = selection_.document().trace();
    if (hit != 0) {
      QToolTip::showText(help->globalPos(),
                         QString::fromStdString(sentence(trace, trace.events[hit - 1])), this);
    } else {
      QToolTip::hideText();
    }
    return true;
  }
  return QWidget::event(event);
}

void Timeline::set_differences(std::vector<std::uint32_t> events, bool compared) {
  differences_ = std::move(events);
  compared_ = compared;
  update();
}

}  // namespace heddle::viewer
