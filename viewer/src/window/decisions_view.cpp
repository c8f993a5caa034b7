#include "window/decisions_view.h"

#include <QHeaderView>
#include <QMenu>
#include <QVBoxLayout>

namespace heddle::viewer {

DecisionsView::DecisionsView(QWidget* parent)
    : QWidget(parent), table_(new QTableView(this)), other_(new QPushButton(this)) {
  setObjectName(QStringLiteral("decisions"));
  table_->setModel(&model_);
  table_->setAccessibleName(tr("Decisions"));
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setSelectionMode(QAbstractItemView::SingleSelection);
  table_->setAlternatingRowColors(true);
  table_->setShowGrid(false);
  table_->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  table_->verticalHeader()->setDefaultSectionSize(22);
  table_->verticalHeader()->hide();
  table_->horizontalHeader()->setStretchLastSection(true);
  const int widths[] = {48, 64, 90, 130, 160};
  for (int i = 0; i < DecisionsModel::column_count; ++i) table_->setColumnWidth(i, widths[i]);
  other_->setText(tr("What if another had gone on here..."));
  other_->setToolTip(tr("Runs the program again with another choice at this decision"));
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(3);
  layout->addWidget(table_, 1);
  layout->addWidget(other_);
  connect(other_, &QPushButton::clicked, this, &DecisionsView::choose);
  connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          [this](const QModelIndex& row) {
            other_->setEnabled(!model_.alternatives(row.row()).empty());
            const std::uint32_t event = model_.event_at(row.row());
            if (selection_ != nullptr && event != 0) selection_->set_step(event);
          });
  connect(&model_, &DecisionsModel::placed, this, &DecisionsView::follow_selection);
  other_->setEnabled(false);
}

void DecisionsView::show_trace(Selection* selection) {
  if (selection_ != nullptr) selection_->disconnect(this);
  selection_ = selection;
  model_.set_document(selection == nullptr ? nullptr : selection->document_pointer());
  other_->setEnabled(false);
  if (selection == nullptr) return;
  connect(selection, &Selection::changed, this, &DecisionsView::follow_selection);
  follow_selection();
}

void DecisionsView::follow_selection() {
  if (selection_ == nullptr) return;
  const int row = model_.row_of(selection_->step());
  {
    const QSignalBlocker quiet(table_->selectionModel());
    if (row < 0) {
      table_->clearSelection();
      table_->setCurrentIndex({});
    } else {
      table_->selectionModel()->setCurrentIndex(
          model_.index(row, 0), QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
      table_->scrollTo(model_.index(row, 0));
    }
  }
  table_->viewport()->update();
  other_->setEnabled(!model_.alternatives(row).empty());
}

void DecisionsView::choose() {
  const int row = table_->currentIndex().row();
  const std::vector<std::uint32_t> others = model_.alternatives(row);
  if (others.empty() || selection_ == nullptr) return;
  QMenu menu(this);
  for (const std::uint32_t goroutine : others) {
    const QString name =
        QString::fromStdString(trace::label(selection_->document().trace(), goroutine));
    menu.addAction(tr("%1 goes on").arg(name), this, [this, row, goroutine] {
      Q_EMIT another_wanted(static_cast<std::uint32_t>(row), goroutine);
    });
  }
  menu.exec(other_->mapToGlobal(QPoint(0, -menu.sizeHint().height())));
}

}  // namespace heddle::viewer
