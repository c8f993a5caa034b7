#include "window/command_palette.h"

#include <QKeyEvent>
#include <QVBoxLayout>

namespace heddle::viewer {

CommandPalette::CommandPalette(const QList<QAction*>& actions, QWidget* parent)
    : QDialog(parent, Qt::Popup),
      actions_(actions),
      input_(new QLineEdit(this)),
      list_(new QListWidget(this)) {
  setObjectName(QStringLiteral("palette"));
  setAttribute(Qt::WA_DeleteOnClose);
  input_->setPlaceholderText(tr("Type a command"));
  input_->setAccessibleName(tr("Command"));
  input_->installEventFilter(this);
  list_->setAccessibleName(tr("Commands"));
  list_->setFocusPolicy(Qt::NoFocus);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(8, 8, 8, 8);
  layout->addWidget(input_);
  layout->addWidget(list_);
  resize(480, 360);
  if (parent != nullptr) {
    move(parent->mapToGlobal(QPoint((parent->width() - width()) / 2, 60)));
  }
  connect(input_, &QLineEdit::textChanged, this, &CommandPalette::filter);
  connect(list_, &QListWidget::itemClicked, this, &CommandPalette::perform);
  filter({});
  input_->setFocus();
}

void CommandPalette::filter(const QString& text) {
  list_->clear();
  const QStringList words = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
  for (qsizetype i = 0; i < actions_.size(); ++i) {
    const QString name = actions_[i]->text();
    bool fits = actions_[i]->isEnabled();
    for (const QString& word : words) fits = fits && name.contains(word, Qt::CaseInsensitive);
    if (!fits) continue;
    const QString keys = actions_[i]->shortcut().toString(QKeySequence::NativeText);
    auto* item = new QListWidgetItem(
        keys.isEmpty() ? name : QStringLiteral("%1    %2").arg(name, keys), list_);
    item->setData(Qt::UserRole, i);
  }
  list_->setCurrentRow(0);
}

void CommandPalette::perform() {
  const QListWidgetItem* item = list_->currentItem();
  QAction* action =
      item == nullptr ? nullptr : actions_[item->data(Qt::UserRole).value<qsizetype>()];
  close();
  if (action != nullptr) action->trigger();
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::KeyPress) {
    const int key = static_cast<QKeyEvent*>(event)->key();
    const int row = list_->currentRow();
    if (key == Qt::Key_Down) {
      list_->setCurrentRow(std::min(list_->count() - 1, row + 1));
      return true;
    }
    if (key == Qt::Key_Up) {
      list_->setCurrentRow(std::max(0, row - 1));
      return true;
    }
    if (key == Qt::Key_Return || key == Qt::Key_Enter) {
      perform();
      return true;
    }
  }
  return QDialog::eventFilter(watched, event);
}

}  // namespace heddle::viewer
