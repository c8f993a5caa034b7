#pragma once

#include <QComboBox>
#include <QLabel>
#include <QListWidget>
#include <QProgressBar>
#include <QPushButton>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QWidget>

#include "core/program.h"

namespace heddle::viewer {

// Explores a scenario of the program: progress, cancel, findings as they come; a click opens the
// trace. The program writes traces when it has confirmed what it found, at the end; until then the
// schedule is run again for one.
class LiveView : public QWidget {
  Q_OBJECT

 public:
  explicit LiveView(const QString& program, QWidget* parent = nullptr);
  void set_program(const QString& program);
  // Asks the program for its scenarios, once.
  void load_list();
  [[nodiscard]] QComboBox& scenarios() { return *scenarios_; }
  [[nodiscard]] QListWidget& found() { return *found_; }
  [[nodiscard]] QString status() const { return status_->text(); }
  [[nodiscard]] bool running() const { return explorer_.running(); }
  void explore();
  void cancel();

 Q_SIGNALS:
  void trace_wanted(const QString& path);

 private:
  void take(const QJsonObject& object);
  void add(const QJsonObject& finding, bool confirmed);
  void open(const QListWidgetItem& finding);
  void done(const QString& text);

  QString program_;
  Program lister_;
  Program explorer_;
  Program repeater_;
  QTemporaryDir folder_;
  QComboBox* scenarios_;
  QSpinBox* runs_;
  QPushButton* start_;
  QProgressBar* progress_;
  QLabel* status_;
  QListWidget* found_;
  bool listed_ = false;
  QString explored_;  // the scenario
  QString repeated_;  // the trace that is being made
};

}  // namespace heddle::viewer
