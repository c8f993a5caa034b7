#include "window/start_page.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace heddle::viewer {

StartPage::StartPage(QWidget* parent) : QWidget(parent), recent_(new QListWidget(this)) {
  setObjectName(QStringLiteral("start"));
  auto* title = new QLabel(tr("Heddle"), this);
  QFont large = font();
  large.setPointSizeF(font().pointSizeF() * 2.2);
  large.setBold(true);
  title->setFont(large);
  auto* motto = new QLabel(tr("See the interleaving, see why."), this);
  auto* open = new QPushButton(tr("Open a trace..."), this);
  open->setDefault(true);
  auto* run = new QPushButton(tr("Run a scenario..."), this);
  auto* drop = new QLabel(tr("or drop a .htrace file here. Press ? for the keys."), this);
  drop->setForegroundRole(QPalette::PlaceholderText);
  auto* recent_title = new QLabel(tr("Recent traces"), this);
  QFont bold = font();
  bold.setBold(true);
  recent_title->setFont(bold);
  recent_title_ = recent_title;
  recent_->setAccessibleName(tr("Recent traces"));
  recent_->setFrameShape(QFrame::StyledPanel);
  recent_->setAlternatingRowColors(true);

  auto* buttons = new QHBoxLayout;
  buttons->addWidget(open);
  buttons->addWidget(run);
  buttons->addStretch();
  auto* column = new QVBoxLayout;
  column->setSpacing(10);
  column->addStretch(1);
  column->addWidget(title);
  column->addWidget(motto);
  column->addSpacing(8);
  column->addLayout(buttons);
  column->addWidget(drop);
  column->addSpacing(12);
  column->addWidget(recent_title);
  column->addWidget(recent_, 4);
  column->addStretch(1);
  auto* layout = new QHBoxLayout(this);
  layout->addStretch(1);
  layout->addLayout(column, 4);
  layout->addStretch(1);
  connect(open, &QPushButton::clicked, this, &StartPage::open_wanted);
  connect(run, &QPushButton::clicked, this, &StartPage::run_wanted);
  connect(recent_, &QListWidget::itemActivated, this, [this](const QListWidgetItem* item) {
    Q_EMIT file_wanted(item->data(Qt::UserRole).toString());
  });
}

void StartPage::set_recent(const QStringList& paths) {
  recent_->clear();
  for (const QString& path : paths) {
    auto* item = new QListWidgetItem(
        QStringLiteral("%1\n%2").arg(QFileInfo(path).fileName(), QFileInfo(path).absolutePath()),
        recent_);
    item->setData(Qt::UserRole, path);
    if (!QFileInfo::exists(path)) item->setFlags(Qt::NoItemFlags);
  }
  recent_->setVisible(!paths.isEmpty());
  recent_title_->setVisible(!paths.isEmpty());
}

}  // namespace heddle::viewer
