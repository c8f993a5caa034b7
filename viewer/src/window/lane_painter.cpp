#include "window/lane_painter.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>
#include <string>

#include "core/event_text.h"

namespace heddle::viewer {
namespace {

using trace::Event;
using trace::OpKind;

// Narrower things carry no words.
constexpr double words_px_min = 24;

QString words_of(std::string_view text) {
  return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

// "send" of "chan-send", "Lock" of "sync.Mutex.Lock": the lanes show of what.
QString end_of(const QString& name) {
  if (name.startsWith(QStringLiteral("try-"))) return name;
  return name.mid(std::max(name.indexOf(u'-'), name.lastIndexOf(u'.')) + 1);
}

// Dark words on light colours, light ones on dark.
QColor on_top_of(const QColor& colour) {
  const int brightness = (colour.red() * 299 + colour.green() * 587 + colour.blue() * 114) / 1000;
  return brightness > 140 ? QColor(0x14, 0x16, 0x1a) : QColor(Qt::white);
}

}  // namespace

LanePainter::Steps LanePainter::seen() const {
  const double most = history_.steps();
  const auto first = static_cast<std::uint32_t>(std::clamp(viewport_.first(), 0.0, most));
  const auto last = static_cast<std::uint32_t>(std::clamp(std::ceil(viewport_.last()), 0.0, most));
  return {first, last};
}

void LanePainter::paint(const Lane& lane, const QRect& area) {
  area_ = area;
  painter_.save();
  painter_.setClipRect(area);
  if (viewport_.px_per_step() < close_px_per_step) {
    far(lane);
  } else {
    switch (lane.kind) {
      case LaneKind::clock: near_marks(history_.events_of(0), palette_.faint_text); break;
      case LaneKind::goroutine: near_goroutine(lane.ordinal); break;
      case LaneKind::channel: near_channel(lane.ordinal); break;
      case LaneKind::lock: near_lock(lane.ordinal); break;
      case LaneKind::other:
        if (history_.counter(lane.ordinal).changes() != 0) {
          near_counter(history_.counter(lane.ordinal), palette_.level, true);
        }
        stack(history_.waiting(lane.ordinal), true, palette_.disabled);
        near_marks(history_.events_on(lane.ordinal), palette_.faint_text);
        break;
    }
  }
  painter_.restore();
}

void LanePainter::far(const Lane& lane) {
  // The level whose columns are one to two pixels' worth of steps... or a little finer.
  const double steps_per_px = 1 / viewport_.px_per_step();
  const auto level =
      static_cast<unsigned>(std::max(0.0, std::floor(std::log2(std::max(1.0, steps_per_px)))));
  const double tile_steps = std::ldexp(static_cast<double>(tile_columns), static_cast<int>(level));
  const auto first = static_cast<std::uint32_t>(std::max(0.0, viewport_.first()) / tile_steps);
  const auto last = static_cast<std::uint32_t>(
      std::min(viewport_.last(), static_cast<double>(history_.steps())) / tile_steps);
  for (std::uint32_t tile = first; tile <= last; ++tile) {
    const QImage& image = tiles_.tile(history_, lane, palette_, level, tile);
    const double from = x(tile * tile_steps);
    const double to = x((tile + 1) * tile_steps);
    // Only what is seen: Qt's stretching costs by source and target.
    const double left = std::max<double>(area_.left(), from);
    const double right = std::min<double>(area_.left() + area_.width(), to);
    if (right <= left) continue;
    const double columns_per_px = tile_columns / (to - from);
    painter_.drawImage(
        QRectF(left, area_.top() + 1, right - left, area_.height() - 2), image,
        QRectF((left - from) * columns_per_px, 0, (right - left) * columns_per_px, tile_rows));
  }
}

void LanePainter::words_in(const QRectF& rect, const QString& words, const QColor& colour) {
  const QRectF seen = rect.intersected(QRectF(area_));
  if (seen.width() < words_px_min) return;
  const QFontMetricsF metrics(painter_.font());
  const double room = seen.width() - 6;
  QString text = words;
  if (metrics.horizontalAdvance(text) > room) text = end_of(words);
  if (metrics.horizontalAdvance(text) > room) {
    text = metrics.elidedText(text, Qt::ElideRight, room);
    if (text.size() < 4) return;
  }
  painter_.setPen(colour);
  painter_.drawText(seen.adjusted(3, 0, -3, 0), Qt::AlignCenter, text);
}

void LanePainter::box(const QRectF& rect, const QColor& colour, const QString& words) {
  painter_.setPen(Qt::NoPen);
  painter_.setBrush(colour);
  if (rect.width() > 8) {
    painter_.drawRoundedRect(rect, 3, 3);
  } else {
    painter_.drawRect(rect);
  }
  if (!words.isEmpty()) words_in(rect, words, on_top_of(colour));
}

void LanePainter::band(double from, double to, const Standing& standing) {
  const double left = std::max<double>(x(from), area_.left() - 4);
  const double right = std::min<double>(x(to), area_.left() + area_.width() + 4);
  if (right <= left) return;
  const QColor colour = palette_.of(standing);
  const double height = area_.height();
  const double middle = area_.top() + height / 2;
  const bool stuck = standing.next == 0;
  if (standing.activity == Activity::ready) {
    // A slim bar: it could go on.
    painter_.fillRect(QRectF(left, middle - 3, right - left, 6), colour);
    return;
  }
  if (standing.activity != Activity::parked && standing.activity != Activity::disabled) return;
  const bool disabled = standing.activity == Activity::disabled;
  const QRectF rect(left, middle - height * 0.24, right - left, height * 0.48);
  painter_.fillRect(rect, mix(colour, palette_.lane, palette_.dark ? 0.35 : 0.3));
  // The hatch says it without colour: leaning right for a lock, left for a wait, both for ever.
  painter_.fillRect(rect, QBrush(mix(colour, palette_.lane, 0.65), stuck      ? Qt::DiagCrossPattern
                                                                   : disabled ? Qt::BDiagPattern
                                                                              : Qt::FDiagPattern));
  painter_.setPen(QPen(colour, stuck ? 1.5 : 1));
  painter_.setBrush(Qt::NoBrush);
  painter_.drawRect(rect);
  QString words = words_of(trace::info(standing.reason).waiting);
  if (stuck) words += QStringLiteral(" for ever");
  const QFontMetricsF metrics(painter_.font());
  const QRectF seen = rect.intersected(QRectF(area_));
  const double width = std::min(metrics.horizontalAdvance(words) + 8, seen.width() - 2);
  if (width >= words_px_min) {
    // Words need quiet ground.
    painter_.fillRect(
        QRectF(seen.center().x() - width / 2, seen.top() + 1, width, seen.height() - 2),
        mix(colour, palette_.lane, palette_.dark ? 0.35 : 0.2));
    words_in(seen, words, palette_.text);
  }
}

void LanePainter::near_gap(std::uint32_t goroutine, std::uint32_t last, std::uint32_t next) {
  const double from = last == 0 ? history_.born(goroutine) + 1.0 : last + 1.0;
  const double to = next == 0 ? history_.steps() + 1.0 : next;
  if (to <= from) return;
  const auto step = static_cast<std::uint32_t>(from);
  Standing standing = history_.standing(goroutine, std::min(step, history_.steps()), last, next);
  if (standing.activity == Activity::running) {
    standing = history_.standing(goroutine, last + 1, last, next);
  }
  if (standing.activity == Activity::parked && next != 0) {
    const std::uint32_t woken = history_.woken_by(history_.event(next), last);
    const double until = woken == 0 ? to : std::min(to, woken + 1.0);
    band(from, until, standing);
    standing.activity = Activity::ready;
    band(until, to, standing);
    return;
  }
  const LockHistory* lock = history_.lock(standing.object);
  if (lock == nullptr || (next != 0 && standing.activity == Activity::parked)) {
    band(from, to, standing);
    return;
  }
  // Blocked and free again, as often as others take and release the lock.
  const StepFunction& holder = lock->holder();
  double begin = from;
  for (std::size_t i = holder.changes_until(step); i < holder.changes(); ++i) {
    const double change = holder.step_of(i) + 1.0;
    if (change >= to) break;
    const Standing then =
        history_.standing(goroutine, static_cast<std::uint32_t>(begin), last, next);
    band(begin, change, then);
    begin = change;
  }
  band(begin, to,
       history_.standing(goroutine,
                         static_cast<std::uint32_t>(std::min<double>(begin, history_.steps())),
                         last, next));
}

void LanePainter::near_goroutine(std::uint32_t goroutine) {
  const auto own = history_.events_of(goroutine);
  const Steps steps = seen();
  std::size_t i = History::until(own, steps.first);
  if (i > 0) --i;
  if (own.empty() || own[i] > steps.first) {
    near_gap(goroutine, i == 0 || own.empty() ? 0 : own[i - 1], own.empty() ? 0 : own[i]);
  }
  for (; i < own.size() && own[i] <= steps.last; ++i) {
    const Event& event = history_.event(own[i]);
    const bool end = event.kind == OpKind::end;
    if (!end) near_gap(goroutine, own[i], i + 1 < own.size() ? own[i + 1] : 0);
    const double width = viewport_.px_per_step();
    const double gap = std::min(2.0, width * 0.1);
    const QRectF rect(x(own[i]) + gap / 2, area_.top() + 4, width - gap, area_.height() - 8);
    // It begins to wait: half a step of its own, in the colour of the wait.
    const bool stuck = event.waits && i + 1 == own.size();
    QColor colour = !event.waits ? palette_.running : stuck ? palette_.stuck : palette_.waits;
    if (end || event.kind == OpKind::start) colour = mix(palette_.running, palette_.lane, 0.55);
    box(rect, colour, QString::fromStdString(std::string(trace::info(event.kind).name)));
  }
}

void LanePainter::near_marks(std::span<const std::uint32_t> events, const QColor& colour) {
  const Steps steps = seen();
  for (std::size_t i = History::until(events, steps.first > 0 ? steps.first - 1 : 0);
       i < events.size() && events[i] <= steps.last; ++i) {
    const Event& event = history_.event(events[i]);
    const double width = viewport_.px_per_step();
    const QRectF rect(x(events[i]) + 1, area_.top() + area_.height() * 0.22, width - 2,
                      area_.height() * 0.56);
    box(rect, mix(colour, palette_.lane, 0.55), words_of(trace::info(event.kind).name));
  }
}

void LanePainter::near_counter(const StepFunction& function, const QColor& colour, bool numbers) {
  const Steps steps = seen();
  const auto largest = std::max(1, function.largest());
  std::size_t i = function.changes_until(steps.first);
  const double room = area_.height() - 8;
  double from = steps.first;
  std::int32_t value = function.at(steps.first);
  while (true) {
    const bool more = i < function.changes() && function.step_of(i) <= steps.last;
    const double to = more ? function.step_of(i) : history_.steps() + 1.0;
    if (value > 0) {
      const double height = room * value / largest;
      const QRectF rect(x(from), area_.bottom() - 3 - height, x(to) - x(from), height);
      painter_.fillRect(rect, mix(colour, palette_.lane, 0.45));
      painter_.fillRect(QRectF(rect.left(), rect.top(), rect.width(), 2), colour);
      if (numbers && rect.height() > 12) words_in(rect, QString::number(value), palette_.text);
    }
    if (!more) break;
    from = to;
    value = function.value_after(i);
    ++i;
  }
}

void LanePainter::stack(const StepFunction& function, bool from_top, const QColor& colour) {
  // One row for each who waits, hatched.
  constexpr double row_px = 6;
  const Steps steps = seen();
  std::size_t i = function.changes_until(steps.first);
  double from = steps.first;
  std::int32_t value = function.at(steps.first);
  while (true) {
    const bool more = i < function.changes() && function.step_of(i) <= steps.last;
    const double to = more ? function.step_of(i) + 1.0 : history_.steps() + 1.0;
    const int rows = std::min(value, static_cast<std::int32_t>(area_.height() / 2 / row_px));
    for (int row = 0; row < rows; ++row) {
      const double y =
          from_top ? area_.top() + 2 + row * row_px : area_.bottom() - 1 - (row + 1) * row_px;
      const QRectF rect(x(from), y, x(to) - x(from), row_px - 1);
      painter_.fillRect(rect, mix(colour, palette_.lane, 0.4));
      painter_.fillRect(rect, QBrush(colour, Qt::BDiagPattern));
    }
    if (!more) break;
    from = to;
    value = function.value_after(i);
    ++i;
  }
}

void LanePainter::near_transfers(const ChannelHistory& channel) {
  // A value is a thread from where it was offered to where it was taken.
  const Steps steps = seen();
  const std::vector<Transfer>& transfers = channel.transfers();
  const auto first =
      std::lower_bound(transfers.begin(), transfers.end(), steps.first,
                       [](const Transfer& t, std::uint32_t step) { return t.entered < step; });
  auto i = static_cast<std::size_t>(first - transfers.begin());
  i -= std::min<std::size_t>(i, channel.capacity() + 1);
  painter_.setRenderHint(QPainter::Antialiasing, true);
  const double middle = area_.top() + area_.height() / 2.0;
  for (; i < transfers.size() && transfers[i].entered <= steps.last; ++i) {
    const Transfer& transfer = transfers[i];
    const double from = transfer.send == 0 ? x(transfer.entered) : x(transfer.send + 0.5);
    const double to = transfer.receive != 0 ? x(transfer.receive + 0.5)
                      : transfer.left != 0  ? x(transfer.left + 0.5)
                                            : x(history_.steps() + 1.0);
    const std::uint32_t who = transfer.send == 0 ? 0 : history_.event(transfer.send).goroutine;
    const QColor colour = palette_.of_goroutine(who);
    const double y = middle + (static_cast<double>(i % 3) - 1) * 6;
    painter_.setPen(QPen(colour, 2));
    painter_.drawLine(QPointF(from, y), QPointF(to, y));
    painter_.setBrush(colour);
    painter_.setPen(QPen(palette_.background, 1));
    painter_.drawEllipse(QPointF(from, y), 4, 4);
    if (transfer.receive == 0) continue;
    // Round where it leaves, square where it arrives.
    painter_.drawRect(QRectF(to - 3.5, y - 3.5, 7, 7));
  }
  painter_.setRenderHint(QPainter::Antialiasing, false);
}

void LanePainter::near_channel(std::uint32_t object) {
  const ChannelHistory& channel = *history_.channel(object);
  if (channel.capacity() != 0) near_counter(channel.level(), palette_.level, false);
  if (channel.closed_at() != 0) {
    const double from = std::max<double>(x(channel.closed_at()), area_.left());
    const QRectF rect(from, area_.top() + 2, area_.right() - from, area_.height() - 4);
    if (rect.width() > 0) {
      painter_.fillRect(rect, QBrush(mix(palette_.closed, palette_.lane, 0.5), Qt::Dense6Pattern));
      const bool context = document_.trace().objects[object - 1].type == "context";
      words_in(rect, context ? QStringLiteral("cancelled") : QStringLiteral("closed"),
               palette_.text);
    }
  }
  stack(channel.senders(), true, palette_.senders);
  stack(channel.receivers(), false, palette_.receivers);
  near_transfers(channel);
}

void LanePainter::near_lock(std::uint32_t object) {
  const LockHistory& lock = *history_.lock(object);
  const Steps steps = seen();
  const auto paint = [&](const LockHistory::Hold& hold, double row, double rows) {
    const double to = hold.to == 0 ? history_.steps() + 1.0 : hold.to + 1.0;
    const double room = area_.height() * 0.55;
    const double height = room / rows;
    const QRectF rect(x(hold.from), area_.bottom() - 2 - room + row * height, x(to) - x(hold.from),
                      height - 1);
    const QColor colour = palette_.of_goroutine(hold.goroutine);
    const QString who = QString::fromStdString(trace::label(document_.trace(), hold.goroutine));
    box(rect, colour, hold.shared ? QStringLiteral("reads: ") + who : who);
  };
  const double rows = std::max(1, lock.readers().largest());
  const std::vector<std::size_t> open = lock.held_by(steps.first);
  double row = 0;
  for (const std::size_t i : open)
    paint(lock.holds()[i], lock.holds()[i].shared ? row++ : 0, lock.holds()[i].shared ? rows : 1);
  const auto first = std::upper_bound(
      lock.holds().begin(), lock.holds().end(), steps.first,
      [](std::uint32_t step, const LockHistory::Hold& hold) { return step < hold.from; });
  for (auto i = first; i != lock.holds().end() && i->from <= steps.last; ++i) {
    if (i->shared) {
      paint(*i, std::fmod(lock.readers().at(i->from) - 1.0, rows), rows);
    } else {
      paint(*i, 0, 1);
    }
  }
  stack(lock.waiters(), true, palette_.disabled);
}

}  // namespace heddle::viewer
