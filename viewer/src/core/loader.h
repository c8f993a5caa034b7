#pragma once

// Opens files off the thread of the windows. One file at a time; the newest wish counts.

#include <QObject>
#include <QString>

#include <thread>

#include "core/document.h"

namespace heddle::viewer {

class Loader : public QObject {
  Q_OBJECT

 public:
  explicit Loader(QObject* parent = nullptr);
  ~Loader() override;

  void open(const QString& path);
  // Nothing more is told of what was being opened.
  void cancel();
  [[nodiscard]] bool busy() const { return busy_; }

 Q_SIGNALS:
  void progressed(const QString& path, double done);
  void opened(const heddle::viewer::DocumentPointer& document);
  // The happens-before graph of what was opened last can be asked for without waiting.
  void causes_made();
  void failed(const QString& path, const QString& why);

 private:
  std::jthread worker_;
  int wish_ = 0;
  bool busy_ = false;
};

}  // namespace heddle::viewer
