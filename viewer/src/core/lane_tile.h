#pragma once

// A stretch of a lane where a pixel stands for many steps, as a picture: built once, then stretched
// and copied. Tile k of level L covers 512 columns of 2^L steps each, from step k * 512 * 2^L on.

#include <QImage>

#include <cstdint>
#include <list>
#include <map>
#include <tuple>

#include "core/document.h"
#include "core/lanes.h"
#include "core/palette.h"

namespace heddle::viewer {

inline constexpr std::uint32_t tile_columns = 512;
// Rows of a tile: it is stretched to the height of the lane.
inline constexpr int tile_rows = 24;

QImage paint_tile(const History& history, const Lane& lane, const Palette& palette, unsigned level,
                  std::uint32_t tile);

// The tiles used last, up to so many.
class TileCache {
 public:
  const QImage& tile(const History& history, const Lane& lane, const Palette& palette,
                     unsigned level, std::uint32_t tile);
  void clear();
  [[nodiscard]] std::size_t size() const { return tiles_.size(); }

 private:
  using Key = std::tuple<bool, LaneKind, std::uint32_t, unsigned, std::uint32_t>;
  struct Entry {
    QImage image;
    std::list<Key>::iterator use;
  };
  static constexpr std::size_t tiles_max = 2048;  // of 48 KB: 96 MB
  std::map<Key, Entry> tiles_;
  std::list<Key> uses_;  // newest first
};

}  // namespace heddle::viewer
