#include "core/program.h"

#include <QJsonDocument>
#include <QTimer>

namespace heddle::viewer {
namespace {

// A line longer than this is rubbish.
constexpr qsizetype line_bytes_max = 16 << 20;
constexpr int patience_ms = 1500;

}  // namespace

Program::Program(QObject* parent) : QObject(parent) {
  connect(&process_, &QProcess::readyReadStandardOutput, this, &Program::read);
  connect(&process_, &QProcess::finished, this, [this](int status, QProcess::ExitStatus how) {
    read();
    ended(status, how == QProcess::CrashExit);
  });
  connect(&process_, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
    if (error == QProcess::FailedToStart) {
      Q_EMIT failed(tr("Cannot start '%1': %2. Settings name the program.")
                        .arg(name_, process_.errorString()));
    }
  });
}

Program::~Program() {
  process_.disconnect(this);
  if (!running()) return;
  process_.kill();
  process_.waitForFinished(patience_ms);
}

void Program::start(const QString& program, const QStringList& arguments, Output output) {
  if (running()) {
    process_.blockSignals(true);
    process_.kill();
    process_.waitForFinished(patience_ms);
    process_.blockSignals(false);
  }
  name_ = program;
  output_ = output;
  line_.clear();
  rubbish_lines_ = 0;
  cancelled_ = false;
  process_.start(program, arguments);
  process_.closeWriteChannel();
}

void Program::cancel() {
  if (!running()) return;
  cancelled_ = true;
  process_.terminate();
  QTimer::singleShot(patience_ms, this, [this] {
    if (cancelled_ && running()) process_.kill();
  });
}

void Program::read() {
  line_ += process_.readAllStandardOutput();
  if (output_ == Output::text) {
    line_.clear();
    return;
  }
  if (line_.size() > line_bytes_max && !line_.contains('\n')) {
    ++rubbish_lines_;
    line_.clear();
  }
  for (qsizetype end = line_.indexOf('\n'); end >= 0; end = line_.indexOf('\n')) {
    const QByteArray line = line_.left(end);
    line_.remove(0, end + 1);
    const QJsonDocument document = QJsonDocument::fromJson(line);
    if (document.isObject()) {
      Q_EMIT told(document.object());
    } else if (!line.trimmed().isEmpty()) {
      ++rubbish_lines_;
    }
  }
}

void Program::ended(int status, bool crashed) {
  if (cancelled_) {
    Q_EMIT cancelled();
    return;
  }
  const QString said =
      QString::fromUtf8(process_.readAllStandardError()).trimmed().section(QLatin1Char('\n'), -1);
  if (crashed) {
    Q_EMIT failed(tr("'%1' crashed").arg(name_));
  } else if (status > 1) {
    Q_EMIT failed(tr("'%1' ended with status %2: %3").arg(name_).arg(status).arg(said));
  } else if (rubbish_lines_ != 0) {
    Q_EMIT failed(tr("'%1' printed what it should not (lines: %2); is it Heddle's command line?")
                      .arg(name_)
                      .arg(rubbish_lines_));
  } else {
    Q_EMIT finished(status);
  }
}

}  // namespace heddle::viewer
