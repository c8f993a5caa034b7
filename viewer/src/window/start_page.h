#pragma once

#include <QListWidget>
#include <QWidget>

namespace heddle::viewer {

// What is shown when no trace is open: recent files, scenarios to run.
class StartPage : public QWidget {
  Q_OBJECT

 public:
  explicit StartPage(QWidget* parent = nullptr);
  void set_recent(const QStringList& paths);

 Q_SIGNALS:
  void open_wanted();
  void file_wanted(const QString& path);
  void run_wanted();

 private:
  QListWidget* recent_;
  QWidget* recent_title_;
};

}  // namespace heddle::viewer
