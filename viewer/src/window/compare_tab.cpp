#include "window/compare_tab.h"

#include <QApplication>
#include <QFileInfo>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace heddle::viewer {

CompareTab::CompareTab(ComparisonPointer comparison, QWidget* parent)
    : QWidget(parent),
      comparison_(std::move(comparison)),
      a_(new TraceTab(comparison_->document(Comparison::Side::a), this)),
      b_(new TraceTab(comparison_->document(Comparison::Side::b), this)) {
  setObjectName(QStringLiteral("compare"));
  auto* splitter = new QSplitter(Qt::Vertical, this);
  for (const Comparison::Side one : {Comparison::Side::a, Comparison::Side::b}) {
    auto* half = new QWidget(splitter);
    auto* column = new QVBoxLayout(half);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    const Document& document = *comparison_->document(one);
    auto* name = new QLabel(tr("%1   %2   differences: %3")
                                .arg(QString::fromStdString(document.title()),
                                     QFileInfo(QString::fromStdString(document.path())).fileName())
                                .arg(comparison_->differences(one).size()),
                            half);
    name->setContentsMargins(8, 3, 8, 3);
    name->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    column->addWidget(name);
    column->addWidget(&side(one), 1);
    splitter->addWidget(half);
    side(one).timeline().set_differences(comparison_->differences(one), true);
    connect(&side(one).selection(), &Selection::changed, this, [this, one] { follow(one); });
  }
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(splitter);
  connect(qApp, &QApplication::focusChanged, this, [this](QWidget* /*old*/, QWidget* now) {
    if (now == nullptr) return;
    if (a_->isAncestorOf(now)) activate(Comparison::Side::a);
    if (b_->isAncestorOf(now)) activate(Comparison::Side::b);
  });
}

void CompareTab::activate(Comparison::Side side) {
  if (side == active_) return;
  active_ = side;
  Q_EMIT active_changed();
}

void CompareTab::follow(Comparison::Side from) {
  if (following_) return;
  following_ = true;
  const Comparison::Side to =
      from == Comparison::Side::a ? Comparison::Side::b : Comparison::Side::a;
  const std::uint32_t event = comparison_->other(from, side(from).selection().selected());
  if (event != 0) side(to).selection().set_step(event);
  following_ = false;
}

bool CompareTab::next_difference(bool forward) {
  const std::uint32_t event =
      comparison_->next_difference(active_, active().selection().selected(), forward);
  if (event == 0) return false;
  active().selection().set_step(event);
  return true;
}

void CompareTab::set_palette(const Palette& palette) {
  a_->set_palette(palette);
  b_->set_palette(palette);
}

}  // namespace heddle::viewer
