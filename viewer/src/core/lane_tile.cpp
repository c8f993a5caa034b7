#include "core/lane_tile.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

namespace heddle::viewer {
namespace {

// A column from the bottom up: `share` of the rows.
struct Columns {
  QImage image{static_cast<int>(tile_columns), tile_rows, QImage::Format_ARGB32_Premultiplied};

  explicit Columns() { image.fill(Qt::transparent); }
  void fill(std::uint32_t column, int from_row, int to_row, QRgb colour) {
    for (int row = std::max(0, from_row); row < std::min(tile_rows, to_row); ++row) {
      reinterpret_cast<QRgb*>(image.scanLine(row))[column] = colour;
    }
  }
};

// Rows that a state takes, of 24, as in the close view: who waits has the low bar.
int rows_of(Activity activity) {
  switch (activity) {
    case Activity::running: return 20;
    case Activity::ready: return 10;
    case Activity::disabled: return 8;
    case Activity::parked: return 6;
    default: return 0;
  }
}

// From where it was, doubling strides: neighbours are near.
std::size_t gallop(std::span<const std::uint32_t> events, std::size_t from, std::uint64_t step) {
  std::size_t stride = 1;
  std::size_t low = from;
  while (low + stride <= events.size() && events[low + stride - 1] < step) {
    low += stride;
    stride *= 2;
  }
  const std::size_t high = std::min(events.size(), low + stride);
  return static_cast<std::size_t>(
      std::lower_bound(events.begin() + static_cast<std::ptrdiff_t>(low),
                       events.begin() + static_cast<std::ptrdiff_t>(high), step) -
      events.begin());
}

struct Stretch {
  std::uint64_t first;
  std::uint64_t width;
  std::uint32_t steps;
};

void paint_goroutine(const History& history, std::uint32_t goroutine, const Palette& palette,
                     const Stretch& stretch, Columns& out) {
  const auto own = history.events_of(goroutine);
  std::size_t next = gallop(own, 0, stretch.first);
  for (std::uint32_t column = 0; column < tile_columns; ++column) {
    const std::uint64_t from = stretch.first + column * stretch.width;
    if (from > stretch.steps) break;
    const std::size_t begin = next;
    next = gallop(own, begin, from + stretch.width);
    const std::size_t count = next - begin;
    const auto step = static_cast<std::uint32_t>(from);
    if (goroutine != 0 && count < stretch.width) {
      const Standing standing = history.standing(goroutine, step, begin == 0 ? 0 : own[begin - 1],
                                                 begin == own.size() ? 0 : own[begin]);
      const int rows = rows_of(standing.activity);
      if (rows != 0) {
        out.fill(column, tile_rows - 2 - rows, tile_rows - 2, palette.of(standing).rgb());
      }
    }
    if (count != 0) {
      // The more of the steps are its own, the stronger; a single one can be seen.
      const double share = static_cast<double>(count) / static_cast<double>(stretch.width);
      const QColor colour = mix(palette.running, palette.lane, 0.45 + 0.55 * std::sqrt(share));
      out.fill(column, 2, tile_rows - 2, colour.rgb());
    }
  }
}

int rows_for(std::int32_t value, std::int32_t largest) {
  if (value <= 0 || largest <= 0) return 0;
  return std::max(1, static_cast<int>(std::int64_t{value} * (tile_rows - 2) / largest));
}

void paint_steps(const StepFunction& function, std::int32_t largest, const QColor& low,
                 const QColor& high, const Stretch& stretch, Columns& out) {
  for (std::uint32_t column = 0; column < tile_columns; ++column) {
    const std::uint64_t from = stretch.first + column * stretch.width;
    if (from > stretch.steps) break;
    const StepFunction::Range range = function.over(
        static_cast<std::uint32_t>(from),
        static_cast<std::uint32_t>(std::min<std::uint64_t>(from + stretch.width, UINT32_MAX)));
    // Full up to the smallest value, paler up to the largest.
    const int strong = rows_for(range.min, largest);
    const int pale = rows_for(range.max, largest);
    out.fill(column, tile_rows - 1 - pale, tile_rows - 1 - strong, high.rgb());
    out.fill(column, tile_rows - 1 - strong, tile_rows - 1, low.rgb());
  }
}

void paint_marks(std::span<const std::uint32_t> events, const QColor& colour,
                 const QColor& background, const Stretch& stretch, Columns& out) {
  std::size_t next = gallop(events, 0, stretch.first);
  for (std::uint32_t column = 0; column < tile_columns; ++column) {
    const std::size_t begin = next;
    next = gallop(events, begin, stretch.first + (column + 1) * stretch.width);
    if (next == begin) continue;
    const double share = static_cast<double>(next - begin) / static_cast<double>(stretch.width);
    out.fill(column, 5, tile_rows - 5,
             mix(colour, background, 0.45 + 0.55 * std::sqrt(share)).rgb());
  }
}

void paint_lock(const LockHistory& lock, const Palette& palette, const Stretch& stretch,
                Columns& out) {
  for (std::uint32_t column = 0; column < tile_columns; ++column) {
    const std::uint64_t from = stretch.first + column * stretch.width;
    if (from > stretch.steps) break;
    const auto step = static_cast<std::uint32_t>(from);
    const auto end =
        static_cast<std::uint32_t>(std::min<std::uint64_t>(from + stretch.width, UINT32_MAX));
    const StepFunction::Range held = lock.holder().over(step, end);
    const StepFunction::Range read = lock.readers().over(step, end);
    if (held.max > 0) {
      // Of several holders within a pixel the first one's colour stands for all.
      const std::int32_t at = lock.holder().at(step);
      const auto who = static_cast<std::uint32_t>(at != 0 ? at : held.max);
      const QColor colour = palette.of_goroutine(who);
      out.fill(column, 12, tile_rows - 2,
               (held.min == 0 ? mix(colour, palette.lane, 0.6) : colour).rgb());
    } else if (read.max > 0) {
      out.fill(column, tile_rows - 2 - rows_for(read.max, lock.readers().largest()) / 2,
               tile_rows - 2, palette.ready.rgb());
    }
    const StepFunction::Range wait = lock.waiters().over(step, end);
    const int rows = rows_for(wait.max, lock.waiters().largest()) / 2;
    out.fill(column, 11 - rows, 11, palette.disabled.rgb());
  }
}

}  // namespace

QImage paint_tile(const History& history, const Lane& lane, const Palette& palette, unsigned level,
                  std::uint32_t tile) {
  Columns out;
  const std::uint64_t width = std::uint64_t{1} << level;
  const Stretch stretch{tile * width * tile_columns, width, history.steps()};
  switch (lane.kind) {
    case LaneKind::clock:
      paint_marks(history.events_of(0), palette.faint_text, palette.lane, stretch, out);
      break;
    case LaneKind::goroutine: paint_goroutine(history, lane.ordinal, palette, stretch, out); break;
    case LaneKind::channel: {
      const ChannelHistory& channel = *history.channel(lane.ordinal);
      if (channel.capacity() == 0) {
        paint_marks(history.events_on(lane.ordinal), palette.level, palette.lane, stretch, out);
      } else {
        const auto largest =
            std::max(channel.level().largest(), static_cast<std::int32_t>(channel.capacity()));
        paint_steps(channel.level(), largest, palette.level, mix(palette.level, palette.lane, 0.5),
                    stretch, out);
      }
      break;
    }
    case LaneKind::lock: paint_lock(*history.lock(lane.ordinal), palette, stretch, out); break;
    case LaneKind::other: {
      const StepFunction& counter = history.counter(lane.ordinal);
      if (counter.changes() != 0) {
        paint_steps(counter, counter.largest(), palette.level,
                    mix(palette.level, palette.lane, 0.5), stretch, out);
      } else {
        paint_marks(history.events_on(lane.ordinal), palette.faint_text, palette.lane, stretch,
                    out);
      }
      break;
    }
  }
  return std::move(out.image);
}

const QImage& TileCache::tile(const History& history, const Lane& lane, const Palette& palette,
                              unsigned level, std::uint32_t tile) {
  const Key key{palette.dark, lane.kind, lane.ordinal, level, tile};
  const auto found = tiles_.find(key);
  if (found != tiles_.end()) {
    uses_.splice(uses_.begin(), uses_, found->second.use);
    return found->second.image;
  }
  if (tiles_.size() == tiles_max) {
    tiles_.erase(uses_.back());
    uses_.pop_back();
  }
  uses_.push_front(key);
  return tiles_.emplace(key, Entry{paint_tile(history, lane, palette, level, tile), uses_.begin()})
      .first->second.image;
}

void TileCache::clear() {
  tiles_.clear();
  uses_.clear();
}

}  // namespace heddle::viewer
