#include "core/loader.h"

#include <QFile>

#include <new>
#include <string>

namespace heddle::viewer {
namespace {

constexpr std::uint32_t causes_first_max = 100'000;

}  // namespace

Loader::Loader(QObject* parent) : QObject(parent) {}

Loader::~Loader() = default;

void Loader::cancel() {
  ++wish_;
  busy_ = false;
  worker_.request_stop();
}

void Loader::open(const QString& path) {
  cancel();
  const int wish = wish_;
  busy_ = true;
  // The one before is stopped and soon done.
  if (worker_.joinable()) worker_.join();
  worker_ = std::jthread([this, wish, path](const std::stop_token& stop) {
    // What the worker says is delivered by the windows' thread, if it still wants to hear it.
    const auto tell = [this, wish](auto say) {
      QMetaObject::invokeMethod(this, [this, wish, say] {
        if (wish == wish_) say();
      });
    };
    std::string error;
    DocumentPointer document;
    try {
      document = Document::open(
          QFile::encodeName(path).toStdString(),
          [&](double done) {
            tell([this, path, done] { Q_EMIT progressed(path, done); });
            return !stop.stop_requested();
          },
          error);
    } catch (const std::bad_alloc&) {
      error = "there is not enough memory for it";
    }
    if (document == nullptr && error.empty()) return;
    // Of small traces everything is there when they are shown.
    if (document != nullptr && document->steps() <= causes_first_max) {
      static_cast<void>(document->causes());
    }
    tell([this, path, document, error] {
      busy_ = false;
      if (document != nullptr) {
        Q_EMIT opened(document);
      } else {
        Q_EMIT failed(path, QString::fromStdString(error));
      }
    });
    // The views paint without it until it is there.
    if (document != nullptr && !stop.stop_requested()) {
      static_cast<void>(document->causes());
      tell([this] { Q_EMIT causes_made(); });
    }
  });
}

}  // namespace heddle::viewer
