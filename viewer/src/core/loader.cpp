#include "core/loader.h"

#include <QFile>

#include <new>
#include <string>

namespace heddle::viewer {
namespace {

constexpr std::uint32_t causes_first_max = 100'000;

}  // namespace

void Loader::open(const QString& path) {
  worker_.start([this, path](const Worker::Wish& wish) { work(wish, path); });
}

void Loader::work(const Worker::Wish& wish, const QString& path) {
  std::string error;
  DocumentPointer document;
  try {
    document = Document::open(
        QFile::encodeName(path).toStdString(),
        [&](double done) {
          wish.tell([this, path, done] { Q_EMIT progressed(path, done); });
          return wish.holds();
        },
        error);
  } catch (const std::bad_alloc&) {
    error = "there is not enough memory for it";
  }
  if (document == nullptr) {
    if (error.empty()) return;
    wish.answer([this, path, error] { Q_EMIT failed(path, QString::fromStdString(error)); });
    return;
  }
  // Of small traces everything is there when they are shown.
  if (document->steps() <= causes_first_max) static_cast<void>(document->causes());
  if (!wish.holds()) return;
  wish.answer([this, document] { Q_EMIT opened(document); });
  // The views paint without it until it is there. It is wanted too when the next file is.
  static_cast<void>(document->causes());
  QMetaObject::invokeMethod(this, &Loader::causes_made);
}

}  // namespace heddle::viewer
