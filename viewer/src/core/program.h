#pragma once

// The command line at work: a process that lists, explores or repeats, and what it tells. It may be
// missing, exit early, hang or print rubbish: each is a sentence, never a crash.

#include <QJsonObject>
#include <QObject>
#include <QProcess>
#include <QString>
#include <QStringList>

#include <cstdint>

namespace heddle::viewer {

class Program : public QObject {
  Q_OBJECT

 public:
  explicit Program(QObject* parent = nullptr);
  ~Program() override;

  // What it prints: lines of JSON, or text for people that nobody here reads.
  enum class Output : std::uint8_t { json, text };

  // What was running is stopped. Exit statuses 0 and 1 are good: nothing found, found.
  void start(const QString& program, const QStringList& arguments, Output output = Output::json);
  // Asks it to end, and ends it when it does not.
  void cancel();
  [[nodiscard]] bool running() const { return process_.state() != QProcess::NotRunning; }

 Q_SIGNALS:
  // A line of JSON it printed.
  void told(const QJsonObject& object);
  // It ended well; with its status.
  void finished(int status);
  // It did not; why, in a sentence.
  void failed(const QString& why);
  void cancelled();

 private:
  void read();
  void ended(int status, bool crashed);

  QProcess process_;
  QString name_;
  QByteArray line_;
  int rubbish_lines_ = 0;
  bool cancelled_ = false;
  Output output_ = Output::json;
};

}  // namespace heddle::viewer
