#pragma once

#include <QAction>
#include <QDialog>
#include <QLineEdit>
#include <QListWidget>

namespace heddle::viewer {

// Type a part of a command's name, Enter does it.
class CommandPalette : public QDialog {
  Q_OBJECT

 public:
  CommandPalette(const QList<QAction*>& actions, QWidget* parent);
  [[nodiscard]] QLineEdit& input() { return *input_; }

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void filter(const QString& text);
  void perform();

  QList<QAction*> actions_;
  QLineEdit* input_;
  QListWidget* list_;
};

}  // namespace heddle::viewer
