#include "window/events_view.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QVBoxLayout>

namespace heddle::viewer {
namespace {

// Longer lists are no choice any more; the text filter finds by name.
constexpr std::size_t entries_max = 2000;

QComboBox* make_box(const QString& name, QWidget* parent) {
  auto* box = new QComboBox(parent);
  box->setAccessibleName(name);
  box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  box->setMinimumContentsLength(7);
  return box;
}

}  // namespace

EventsView::EventsView(QWidget* parent)
    : QWidget(parent),
      text_(new QLineEdit(this)),
      kind_(make_box(tr("Operation"), this)),
      goroutine_(make_box(tr("Goroutine"), this)),
      object_(make_box(tr("Object"), this)),
      table_(new QTableView(this)) {
  setObjectName(QStringLiteral("events"));
  text_->setPlaceholderText(tr("Search operation, goroutine, object, place"));
  text_->setAccessibleName(tr("Search events"));
  text_->setClearButtonEnabled(true);
  table_->setModel(&model_);
  table_->setAccessibleName(tr("Events"));
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setSelectionMode(QAbstractItemView::SingleSelection);
  table_->setAlternatingRowColors(true);
  table_->setShowGrid(false);
  table_->setWordWrap(false);
  // Fixed heights: a table of ten million rows must not measure them.
  table_->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  table_->verticalHeader()->setDefaultSectionSize(22);
  table_->verticalHeader()->hide();
  table_->horizontalHeader()->setStretchLastSection(true);
  table_->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
  const int widths[] = {64, 130, 150, 110, 170, 150, 90};
  for (int i = 0; i < EventsModel::column_count; ++i) table_->setColumnWidth(i, widths[i]);

  auto* filters = new QHBoxLayout;
  filters->setSpacing(4);
  filters->addWidget(text_, 1);
  filters->addWidget(kind_);
  filters->addWidget(goroutine_);
  filters->addWidget(object_);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 2, 0, 0);
  layout->setSpacing(3);
  layout->addLayout(filters);
  layout->addWidget(table_, 1);
  connect(text_, &QLineEdit::textChanged, this, &EventsView::apply_filter);
  for (QComboBox* box : {kind_, goroutine_, object_}) {
    connect(box, &QComboBox::currentIndexChanged, this, &EventsView::apply_filter);
  }
  connect(&model_, &EventsModel::filtered, this, &EventsView::follow_selection);
  connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          [this](const QModelIndex& row) {
            const std::uint32_t event = model_.event_at(row.row());
            if (selection_ != nullptr && event != 0) selection_->set_step(event);
          });
}

void EventsView::fill(QComboBox& box, const QString& all, const std::vector<QString>& entries) {
  const QSignalBlocker quiet(&box);
  box.clear();
  box.addItem(all);
  for (const QString& entry : entries) box.addItem(entry);
}

void EventsView::show_trace(Selection* selection) {
  if (selection_ != nullptr) selection_->disconnect(this);
  selection_ = selection;
  model_.set_document(selection == nullptr ? nullptr : selection->document_pointer());
  std::vector<QString> kinds;
  std::vector<QString> goroutines;
  std::vector<QString> objects;
  if (selection != nullptr) {
    const trace::Trace& trace = selection->document().trace();
    for (unsigned i = 1; i < trace::op_kind_count; ++i) {
      kinds.push_back(
          QString::fromStdString(std::string(trace::info(static_cast<trace::OpKind>(i)).name)));
    }
    for (std::uint32_t i = 0; i <= trace.goroutines.size() && i < entries_max; ++i) {
      goroutines.push_back(QString::fromStdString(trace::label(trace, i)));
    }
    for (std::uint32_t i = 1; i <= trace.objects.size() && i < entries_max; ++i) {
      objects.push_back(QString::fromStdString(trace::object_name(trace, i)));
    }
    connect(selection, &Selection::changed, this, &EventsView::follow_selection);
  }
  fill(*kind_, tr("operation"), kinds);
  fill(*goroutine_, tr("goroutine"), goroutines);
  fill(*object_, tr("object"), objects);
  apply_filter();
  follow_selection();
}

// The docks get their sizes when something is selected already: it stays in sight.
void EventsView::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  follow_selection();
}

void EventsView::apply_filter() {
  if (selection_ == nullptr) return;
  EventFilter filter;
  filter.text = text_->text().trimmed();
  filter.kind = static_cast<trace::OpKind>(std::max(0, kind_->currentIndex()));
  filter.goroutine = goroutine_->currentIndex() - 1;
  filter.object = static_cast<std::uint32_t>(std::max(0, object_->currentIndex()));
  model_.set_filter(filter);
}

void EventsView::clear_filter() {
  text_->clear();
  for (QComboBox* box : {kind_, goroutine_, object_}) box->setCurrentIndex(0);
}

void EventsView::follow_selection() {
  if (selection_ == nullptr) return;
  const QSignalBlocker quiet(table_->selectionModel());
  const std::uint32_t event = selection_->selected();
  const int row = model_.row_of(event);
  if (row < 0 || model_.event_at(row) != event) {
    table_->clearSelection();
    table_->setCurrentIndex({});
  } else {
    // Not through the selection model's own signals: they would come back as a wish.
    const QModelIndex index = model_.index(row, 0);
    table_->selectionModel()->setCurrentIndex(
        index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    table_->scrollTo(index);
  }
  table_->viewport()->update();
}

bool EventsView::next_hit(bool forward) {
  if (selection_ == nullptr) return false;
  const std::uint32_t event = model_.next_hit(selection_->selected(), forward);
  if (event != 0) selection_->set_step(event);
  return event != 0;
}

}  // namespace heddle::viewer
