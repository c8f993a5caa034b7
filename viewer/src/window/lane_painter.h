#pragma once

// Paints one lane of the timeline: from tiles where many steps share a pixel, else each event with
// its words where they fit.

#include <QPainter>
#include <QRect>

#include "core/document.h"
#include "core/lane_tile.h"
#include "core/lanes.h"
#include "core/palette.h"
#include "core/viewport.h"

namespace heddle::viewer {

// Steps narrower than this are painted from tiles.
inline constexpr double close_px_per_step = 2;

class LanePainter {
 public:
  LanePainter(QPainter& painter, const Document& document, const Viewport& viewport,
              const Palette& palette, TileCache& tiles)
      : painter_(painter),
        document_(document),
        history_(document.history()),
        viewport_(viewport),
        palette_(palette),
        tiles_(tiles) {}

  // `area` is the lane without its label; x 0 of the viewport is at its left.
  void paint(const Lane& lane, const QRect& area);

 private:
  struct Steps {
    std::uint32_t first;
    std::uint32_t last;
  };
  [[nodiscard]] Steps seen() const;
  [[nodiscard]] double x(double step) const { return area_.left() + viewport_.x_of(step); }
  void far(const Lane& lane);
  void near_goroutine(std::uint32_t goroutine);
  void near_gap(std::uint32_t goroutine, std::uint32_t last, std::uint32_t next);
  void near_channel(std::uint32_t object);
  void near_transfers(const ChannelHistory& channel);
  void near_lock(std::uint32_t object);
  void near_marks(std::span<const std::uint32_t> events, const QColor& colour);
  void near_counter(const StepFunction& function, const QColor& colour, bool numbers);
  void band(double from, double to, const Standing& standing);
  void stack(const StepFunction& function, bool from_top, const QColor& colour);
  void box(const QRectF& rect, const QColor& colour, const QString& words);
  void words_in(const QRectF& rect, const QString& words, const QColor& colour);

  QPainter& painter_;
  const Document& document_;
  const History& history_;
  const Viewport& viewport_;
  const Palette& palette_;
  TileCache& tiles_;
  QRect area_;
};

}  // namespace heddle::viewer
