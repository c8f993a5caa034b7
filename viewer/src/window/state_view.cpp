#include "window/state_view.h"

#include <QHeaderView>
#include <QPainter>

#include <algorithm>

#include "core/event_text.h"

namespace heddle::viewer {
namespace {

constexpr int goroutine_role = Qt::UserRole;
constexpr int object_role = Qt::UserRole + 1;
// Only the first ones are shown of very many; the rest is one line.
constexpr std::size_t rows_max = 500;

QIcon blob(const QColor& colour) {
  if (!colour.isValid()) return {};
  QPixmap pixmap(12, 12);
  pixmap.fill(Qt::transparent);
  QPainter painter(&pixmap);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setBrush(colour);
  painter.setPen(Qt::NoPen);
  painter.drawRoundedRect(1, 1, 10, 10, 3, 3);
  return pixmap;
}

template <class T>
bool is_new(const std::vector<T>& before, const T& now, std::uint32_t T::* ordinal) {
  const auto found = std::find_if(before.begin(), before.end(),
                                  [&](const T& other) { return other.*ordinal == now.*ordinal; });
  return found == before.end() || !(*found == now);
}

}  // namespace

StateView::StateView(QWidget* parent) : QTreeWidget(parent) {
  setObjectName(QStringLiteral("state"));
  setAccessibleName(tr("State at the selected step"));
  setColumnCount(3);
  setHeaderLabels({tr("What"), tr("State"), tr("Place")});
  header()->setStretchLastSection(true);
  setRootIsDecorated(false);
  setIndentation(12);
  setUniformRowHeights(true);
  setEditTriggers(NoEditTriggers);
  setHorizontalScrollMode(ScrollPerPixel);
  connect(this, &QTreeWidget::itemActivated, this, &StateView::open);
  connect(this, &QTreeWidget::itemClicked, this, &StateView::open);
}

void StateView::show_trace(Selection* selection) {
  if (selection_ != nullptr) selection_->disconnect(this);
  selection_ = selection;
  if (selection != nullptr) connect(selection, &Selection::changed, this, &StateView::refresh);
  refresh();
  for (int i = 0; i < 2; ++i) resizeColumnToContents(i);
  setColumnWidth(0, std::clamp(columnWidth(0), 120, 200));
  setColumnWidth(1, std::clamp(columnWidth(1), 200, 320));
}

void StateView::set_palette(const Palette& palette) {
  palette_ = &palette;
  refresh();
}

void StateView::open(QTreeWidgetItem* item) {
  if (selection_ == nullptr) return;
  if (const auto goroutine = item->data(0, goroutine_role).toUInt(); goroutine != 0) {
    selection_->select_goroutine(goroutine);
  } else if (const auto object = item->data(0, object_role).toUInt(); object != 0) {
    selection_->select_object(object);
  }
}

QTreeWidgetItem* StateView::section(const QString& name) {
  auto* item = new QTreeWidgetItem(this, {name});
  item->setFlags(Qt::ItemIsEnabled);
  QFont font = item->font(0);
  font.setBold(true);
  item->setFont(0, font);
  item->setExpanded(true);
  return item;
}

void StateView::add(QTreeWidgetItem* under, const QString& name, const QString& words, bool changed,
                    const QColor& colour, int role, std::uint32_t ordinal, const QString& place) {
  auto* item = new QTreeWidgetItem(under, {name, words, place});
  item->setData(0, role, ordinal);
  item->setIcon(0, blob(colour));
  item->setToolTip(1, words);
  if (!changed) return;
  // Bold and on a ground of its own: what this step has changed.
  QFont font = item->font(1);
  font.setBold(true);
  for (int column = 0; column < 3; ++column) item->setBackground(column, palette_->selection);
  item->setFont(1, font);
  item->setData(1, Qt::AccessibleTextRole, tr("changed: %1").arg(words));
}

void StateView::refresh() {
  setUpdatesEnabled(false);
  clear();
  if (selection_ != nullptr) {
    const Document& document = selection_->document();
    const History& history = document.history();
    const trace::Trace& trace = document.trace();
    const std::uint32_t step = selection_->step();
    const Moment now = moment_at(history, step);
    const Moment before = step == 0 ? now : moment_at(history, step - 1);
    const auto text = [](const std::string& words) { return QString::fromStdString(words); };
    QTreeWidgetItem* goroutines = section(tr("Goroutines"));
    std::size_t left = rows_max;
    for (const GoroutineAt& at : now.goroutines) {
      if (at.standing.activity == Activity::absent) continue;
      if (left-- == 0) {
        new QTreeWidgetItem(goroutines, {tr("... and more")});
        break;
      }
      const std::uint32_t where = at.standing.last;
      add(goroutines, text(trace::label(trace, at.goroutine)), text(describe(history, at)),
          is_new(before.goroutines, at, &GoroutineAt::goroutine), palette_->of(at.standing),
          goroutine_role, at.goroutine,
          text(place_text(trace, where == 0 ? 0 : history.event(where).site)));
    }
    QTreeWidgetItem* sections[3] = {};
    const QString names[3] = {tr("Channels"), tr("Locks"), tr("Others")};
    left = rows_max;
    for (const int kind : {0, 1, 2}) {
      for (const ObjectAt& at : now.objects) {
        const int its = history.channel(at.object) != nullptr ? 0
                        : history.lock(at.object) != nullptr  ? 1
                                                              : 2;
        const std::string words = describe(history, at);
        if (its != kind || words.empty() || left == 0) continue;
        --left;
        if (sections[kind] == nullptr) sections[kind] = section(names[kind]);
        const bool stuck = !at.waiters.empty();
        add(sections[kind], text(trace::object_name(trace, at.object)), text(words),
            is_new(before.objects, at, &ObjectAt::object),
            stuck ? palette_->disabled : palette_->level, object_role, at.object,
            text(place_text(trace, trace.objects[at.object - 1].made_at)));
      }
    }
  }
  setUpdatesEnabled(true);
}

}  // namespace heddle::viewer
