#pragma once

// Colours: Okabe and Ito's set, which people with any kind of colour blindness can tell apart
// (Okabe and Ito, Color Universal Design, 2008). No meaning rests on colour alone: states differ in
// height and hatch too.

#include <QColor>
#include <QPalette>

#include <cstdint>

#include "core/history.h"

namespace heddle::viewer {

struct Palette {
  bool dark = false;
  QColor background, text, faint_text, line, lane, lane_other, selection, cursor, marked;
  QColor running, ready, disabled, parked, waits, stuck;
  QColor level, senders, receivers, closed, edge, ghost, equal;
  QColor keyword, string_literal, comment, number, type_name;

  // The colour of what a goroutine does; stuck where it never goes on again.
  [[nodiscard]] QColor of(const Standing& standing) const;
  // One for each goroutine; they repeat after seven.
  [[nodiscard]] QColor of_goroutine(std::uint32_t ordinal) const;
  // For Qt's widgets.
  [[nodiscard]] QPalette of_widgets() const;
};

const Palette& light_palette();
const Palette& dark_palette();

// `share` (0 to 1) of the first, the rest of the second.
QColor mix(const QColor& a, const QColor& b, double share);

}  // namespace heddle::viewer
