#include "core/palette.h"

#include <algorithm>
#include <array>

namespace heddle::viewer {
namespace {

constexpr QRgb orange = 0xffe69f00;
constexpr QRgb sky = 0xff56b4e9;
constexpr QRgb green = 0xff009e73;
constexpr QRgb yellow = 0xfff0e442;
constexpr QRgb blue = 0xff0072b2;
constexpr QRgb vermillion = 0xffd55e00;
constexpr QRgb purple = 0xffcc79a7;

Palette make(bool dark) {
  Palette p;
  p.dark = dark;
  p.background = dark ? QColor(0x1b, 0x1e, 0x23) : QColor(0xff, 0xff, 0xff);
  p.text = dark ? QColor(0xe6, 0xe8, 0xeb) : QColor(0x1d, 0x21, 0x27);
  p.faint_text = dark ? QColor(0x9a, 0xa3, 0xad) : QColor(0x5f, 0x68, 0x72);
  p.line = dark ? QColor(0x38, 0x3e, 0x47) : QColor(0xd9, 0xdd, 0xe2);
  p.lane = dark ? QColor(0x20, 0x24, 0x2a) : QColor(0xfb, 0xfc, 0xfd);
  p.lane_other = dark ? QColor(0x25, 0x2a, 0x31) : QColor(0xf3, 0xf5, 0xf8);
  p.selection = dark ? QColor(0x3d, 0x5a, 0x80) : QColor(0xcf, 0xe3, 0xf7);
  p.cursor = dark ? QColor(0xff, 0xd8, 0x66) : QColor(0x1d, 0x21, 0x27);
  p.marked = QColor(vermillion);
  p.running = dark ? QColor(green).lighter(115) : QColor(green);
  p.ready = QColor(sky);
  p.disabled = QColor(orange);
  p.parked = dark ? QColor(0x7d, 0x86, 0x91) : QColor(0xa9, 0xb1, 0xba);
  p.waits = dark ? QColor(0x5b, 0x65, 0x71) : QColor(0x6b, 0x75, 0x80);
  p.stuck = QColor(vermillion);
  p.level = dark ? QColor(blue).lighter(135) : QColor(blue);
  p.senders = QColor(orange);
  p.receivers = QColor(purple);
  p.closed = dark ? QColor(0x7d, 0x86, 0x91) : QColor(0x8b, 0x94, 0x9e);
  p.edge = dark ? QColor(sky) : QColor(blue);
  p.ghost = QColor(vermillion);
  p.equal = dark ? QColor(0x55, 0x5c, 0x66) : QColor(0xc4, 0xca, 0xd1);
  p.keyword = dark ? QColor(sky) : QColor(blue);
  p.string_literal = dark ? QColor(0x5f, 0xc9, 0xa8) : QColor(0x00, 0x7a, 0x59);
  p.comment = p.faint_text;
  p.number = dark ? QColor(purple) : QColor(0xa3, 0x3e, 0x78);
  p.type_name = dark ? QColor(yellow) : QColor(0x8a, 0x5a, 0x00);
  return p;
}

}  // namespace

QColor Palette::of(const Standing& standing) const {
  switch (standing.activity) {
    case Activity::running: return running;
    case Activity::ready: return ready;
    case Activity::disabled: return standing.next == 0 ? stuck : disabled;
    case Activity::parked: return standing.next == 0 ? stuck : parked;
    default: return {};
  }
}

QColor Palette::of_goroutine(std::uint32_t ordinal) const {
  constexpr std::array<QRgb, 7> colours = {blue, orange, green, purple, sky, vermillion, yellow};
  if (ordinal == 0) return faint_text;
  const QColor colour(colours[(ordinal - 1) % colours.size()]);
  return dark ? colour.lighter(115) : colour;
}

QPalette Palette::of_widgets() const {
  QPalette p;
  const QColor window = dark ? QColor(0x25, 0x29, 0x2f) : QColor(0xf4, 0xf6, 0xf8);
  p.setColor(QPalette::Window, window);
  p.setColor(QPalette::WindowText, text);
  p.setColor(QPalette::Base, background);
  p.setColor(QPalette::AlternateBase, lane_other);
  p.setColor(QPalette::Text, text);
  p.setColor(QPalette::Button, dark ? QColor(0x30, 0x36, 0x3d) : QColor(0xec, 0xef, 0xf2));
  p.setColor(QPalette::ButtonText, text);
  p.setColor(QPalette::BrightText, QColor(vermillion));
  p.setColor(QPalette::Highlight, QColor(blue));
  p.setColor(QPalette::HighlightedText, Qt::white);
  p.setColor(QPalette::ToolTipBase, background);
  p.setColor(QPalette::ToolTipText, text);
  p.setColor(QPalette::PlaceholderText, faint_text);
  p.setColor(QPalette::Link, dark ? QColor(sky) : QColor(blue));
  p.setColor(QPalette::Mid, line);
  p.setColor(QPalette::Light, dark ? window.lighter(130) : QColor(Qt::white));
  p.setColor(QPalette::Midlight, line);
  p.setColor(QPalette::Dark, dark ? QColor(0x14, 0x16, 0x1a) : QColor(0xb8, 0xbf, 0xc7));
  p.setColor(QPalette::Shadow, dark ? QColor(0x0c, 0x0e, 0x10) : QColor(0x8b, 0x94, 0x9e));
  for (const QPalette::ColorRole role :
       {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
    p.setColor(QPalette::Disabled, role, faint_text);
  }
  return p;
}

const Palette& light_palette() {
  static const Palette palette = make(false);
  return palette;
}

const Palette& dark_palette() {
  static const Palette palette = make(true);
  return palette;
}

QColor mix(const QColor& a, const QColor& b, double share) {
  const double s = std::clamp(share, 0.0, 1.0);
  const auto part = [s](int x, int y) { return static_cast<int>(x * s + y * (1 - s)); };
  return {part(a.red(), b.red()), part(a.green(), b.green()), part(a.blue(), b.blue())};
}

}  // namespace heddle::viewer
