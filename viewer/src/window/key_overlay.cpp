#include "window/key_overlay.h"

#include <QKeyEvent>
#include <QKeySequence>
#include <QPainter>

#include <string_view>
#include <vector>

#include "core/commands.h"

namespace heddle::viewer {
namespace {

constexpr int row_px = 22;
constexpr int column_px = 400;
constexpr int keys_px = 150;
constexpr int margin_px = 28;

struct Row {
  QString keys;
  QString words;
  bool head = false;
};

std::vector<Row> rows() {
  std::vector<Row> all;
  std::string_view section;
  for (const Command& command : commands()) {
    if (command.keys.empty()) continue;
    if (command.section != section) {
      section = command.section;
      all.push_back({{}, QString::fromUtf8(section), true});
    }
    QStringList keys;
    for (const QString& one : QString::fromUtf8(command.keys).split(QLatin1Char(' '))) {
      keys << QKeySequence(one).toString(QKeySequence::NativeText);
    }
    all.push_back({keys.join(QStringLiteral(" ")), QString::fromUtf8(command.text)});
  }
  all.push_back({{}, QStringLiteral("Mouse"), true});
  all.push_back({QStringLiteral("Ctrl+Wheel"), QStringLiteral("Zoom where the pointer is")});
  all.push_back({QStringLiteral("Shift+Wheel"), QStringLiteral("Move left and right")});
  all.push_back({QStringLiteral("Right drag"), QStringLiteral("Move")});
  all.push_back({QStringLiteral("Drag"), QStringLiteral("Zoom to a stretch")});
  all.push_back({QStringLiteral("Double click"), QStringLiteral("Zoom to an event")});
  return all;
}

}  // namespace

KeyOverlay::KeyOverlay(const Palette& palette, QWidget* parent)
    : QWidget(parent), palette_(palette) {
  setObjectName(QStringLiteral("keys"));
  setAccessibleName(tr("Keys"));
  setAttribute(Qt::WA_DeleteOnClose);
  setGeometry(parent->rect());
  parent->installEventFilter(this);
  setFocusPolicy(Qt::StrongFocus);
  show();
  raise();
  setFocus();
}

bool KeyOverlay::event(QEvent* event) {
  // Before the window's own keys.
  if (event->type() == QEvent::ShortcutOverride) {
    event->accept();
    return true;
  }
  return QWidget::event(event);
}

void KeyOverlay::keyPressEvent(QKeyEvent* /*event*/) { close(); }

void KeyOverlay::mousePressEvent(QMouseEvent* /*event*/) { close(); }

bool KeyOverlay::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::Resize) setGeometry(parentWidget()->rect());
  return QWidget::eventFilter(watched, event);
}

void KeyOverlay::paintEvent(QPaintEvent* /*event*/) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  QColor shade = palette_.dark ? QColor(0, 0, 0) : QColor(0x1d, 0x21, 0x27);
  shade.setAlpha(150);
  painter.fillRect(rect(), shade);
  const std::vector<Row> all = rows();
  const int columns = std::max(1, std::min(3, (width() - 2 * margin_px) / column_px));
  const int per_column = (static_cast<int>(all.size()) + columns - 1) / columns + 1;
  // Small windows get smaller rows.
  const int room = height() - 4 * margin_px;
  const int row = std::min(row_px, std::max(13, room / per_column));
  const QSize size(columns * column_px + margin_px, per_column * row + 2 * margin_px);
  QRect card(QPoint(0, 0), size);
  card.moveCenter(rect().center());
  painter.setPen(QPen(palette_.line, 1));
  painter.setBrush(palette_.background);
  painter.drawRoundedRect(card, 10, 10);
  QFont plain = font();
  plain.setPixelSize(std::min(13, row - 3));
  int x = card.left() + margin_px;
  int y = card.top() + margin_px;
  int used = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool head_at_end = all[i].head && used + 2 > per_column;
    if (used >= per_column || head_at_end) {
      x += column_px;
      y = card.top() + margin_px;
      used = 0;
    }
    QFont here = plain;
    here.setBold(all[i].head);
    painter.setFont(here);
    if (all[i].head) {
      painter.setPen(palette_.edge);
      painter.drawText(QRect(x, y, column_px - 20, row), Qt::AlignVCenter | Qt::AlignLeft,
                       all[i].words);
    } else {
      painter.setPen(palette_.text);
      painter.drawText(QRect(x, y, keys_px - 12, row), Qt::AlignVCenter | Qt::AlignLeft,
                       all[i].keys);
      painter.setPen(palette_.faint_text);
      painter.drawText(QRect(x + keys_px, y, column_px - keys_px - 16, row),
                       Qt::AlignVCenter | Qt::AlignLeft, all[i].words);
    }
    y += row;
    ++used;
  }
}

}  // namespace heddle::viewer
