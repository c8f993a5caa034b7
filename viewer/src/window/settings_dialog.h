#pragma once

#include <QCheckBox>
#include <QDialog>
#include <QLineEdit>

namespace heddle::viewer {

struct Settings {
  bool dark = false;
  bool drag_pans = false;  // else dragging selects a stretch to zoom to
  QString program;
};

class SettingsDialog : public QDialog {
  Q_OBJECT

 public:
  explicit SettingsDialog(const Settings& settings, QWidget* parent = nullptr);
  [[nodiscard]] Settings settings() const;

 private:
  QCheckBox* dark_;
  QCheckBox* drag_pans_;
  QLineEdit* program_;
};

}  // namespace heddle::viewer
