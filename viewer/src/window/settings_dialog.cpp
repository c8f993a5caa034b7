#include "window/settings_dialog.h"

#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QPushButton>

namespace heddle::viewer {

SettingsDialog::SettingsDialog(const Settings& settings, QWidget* parent)
    : QDialog(parent),
      dark_(new QCheckBox(tr("Dark colours"), this)),
      drag_pans_(
          new QCheckBox(tr("Dragging moves the timeline (else it zooms to a stretch)"), this)),
      program_(new QLineEdit(settings.program, this)) {
  setObjectName(QStringLiteral("settings"));
  setWindowTitle(tr("Settings"));
  dark_->setChecked(settings.dark);
  drag_pans_->setChecked(settings.drag_pans);
  program_->setAccessibleName(tr("Program that runs scenarios"));
  program_->setMinimumWidth(320);
  auto* browse = new QPushButton(tr("Choose..."), this);
  auto* line = new QHBoxLayout;
  line->addWidget(program_, 1);
  line->addWidget(browse);
  auto* form = new QFormLayout(this);
  form->addRow(dark_);
  form->addRow(drag_pans_);
  form->addRow(tr("Program that runs scenarios"), line);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
  form->addRow(buttons);
  connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  connect(browse, &QPushButton::clicked, this, [this] {
    const QString path = QFileDialog::getOpenFileName(this, tr("Program that runs scenarios"));
    if (!path.isEmpty()) program_->setText(path);
  });
}

Settings SettingsDialog::settings() const {
  return {dark_->isChecked(), drag_pans_->isChecked(), program_->text().trimmed()};
}

}  // namespace heddle::viewer
