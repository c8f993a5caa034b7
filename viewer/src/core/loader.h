#pragma once

// Opens files off the thread of the windows. One file at a time; the newest wish counts.

#include <QObject>
#include <QString>

#include "core/document.h"
#include "core/worker.h"

namespace heddle::viewer {

class Loader : public QObject {
  Q_OBJECT

 public:
  using QObject::QObject;

  void open(const QString& path);
  // Nothing more is told of what was being opened.
  void cancel() { worker_.cancel(); }
  [[nodiscard]] bool busy() const { return worker_.busy(); }

 Q_SIGNALS:
  void progressed(const QString& path, double done);
  void opened(const heddle::viewer::DocumentPointer& document);
  // The happens-before graph of what was opened can be asked for without waiting.
  void causes_made();
  void failed(const QString& path, const QString& why);

 private:
  void work(const Worker::Wish& wish, const QString& path);

  Worker worker_;
};

}  // namespace heddle::viewer
