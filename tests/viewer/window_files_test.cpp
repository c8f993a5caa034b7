// What comes into the window and what goes out of it: traces, pictures, text.
#include "window_test.h"

#include <sys/resource.h>

#include <QClipboard>
#include <QDir>
#include <QDropEvent>
#include <QFile>
#include <QMimeData>
#include <QSvgRenderer>

#include <csignal>

namespace heddle::viewer {
namespace {

class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : before_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &limit_);
    const rlimit small{bytes, limit_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit() {
    setrlimit(RLIMIT_FSIZE, &limit_);
    static_cast<void>(std::signal(SIGXFSZ, before_));
  }

 private:
  void (*before_)(int);
  rlimit limit_{};
};

}  // namespace

void WindowTest::the_start_page_shows_when_nothing_is_open() {
  auto* start = window_->findChild<StartPage*>();
  QVERIFY(start->isVisible());
  open(QStringLiteral("lost_result"));
  QVERIFY(!start->isVisible());
  window_->action("close")->trigger();
  QVERIFY(start->isVisible());
  auto* recent = start->findChild<QListWidget*>();
  QCOMPARE(recent->count(), 1);
  Q_EMIT recent->itemActivated(recent->item(0));
  QTRY_COMPARE_WITH_TIMEOUT(window_->tabs().count(), 1, patience_ms);
}

void WindowTest::bad_files_are_said_and_lose_nothing() {
  open(QStringLiteral("lost_result"));
  window_->tab()->selection().set_step(3);
  QFile bad(folder_.filePath(QStringLiteral("bad.htrace")));
  QVERIFY(bad.open(QIODevice::WriteOnly));
  bad.write("no trace at all");
  bad.close();
  for (const QString& path : {bad.fileName(), QStringLiteral("/no/such/file"), folder_.path()}) {
    window_->open(path);
    QTRY_VERIFY_WITH_TIMEOUT(window_->said().contains(QStringLiteral("Cannot open")), patience_ms);
    QTRY_VERIFY(!window_->loader().busy());
  }
  QCOMPARE(window_->tabs().count(), 1);
  QCOMPARE(window_->tab()->selection().step(), 3U);
}

void WindowTest::dropped_files_open() {
  QMimeData mime;
  mime.setUrls({QUrl::fromLocalFile(folder_.filePath(files_.front()))});
  QDragEnterEvent enter(QPoint(50, 50), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(window_.get(), &enter);
  QVERIFY(enter.isAccepted());
  QDropEvent drop(QPointF(50, 50), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(window_.get(), &drop);
  QTRY_COMPARE_WITH_TIMEOUT(window_->tabs().count(), 1, patience_ms);
}

void WindowTest::pictures_are_exported() {
  open(QStringLiteral("send_after_shutdown"));
  const QString png = folder_.filePath(QStringLiteral("view.png"));
  QVERIFY(window_->export_picture(png));
  QCOMPARE(QImage(png).width(), window_->tab()->timeline().width() * 2);
  const QString svg = folder_.filePath(QStringLiteral("view.svg"));
  QVERIFY(window_->export_picture(svg));
  QVERIFY(QSvgRenderer(svg).isValid());
  const QString pdf = folder_.filePath(QStringLiteral("view.pdf"));
  QVERIFY(window_->export_picture(pdf));
  QFile file(pdf);
  QVERIFY(file.open(QIODevice::ReadOnly));
  QVERIFY(file.read(5) == "%PDF-");
  QVERIFY(!window_->export_picture(QStringLiteral("view.doc")));
  QVERIFY(!window_->export_picture(QStringLiteral("/no/such/folder/view.png")));
  QVERIFY(!window_->export_picture(QStringLiteral("/proc/view.png")));
  QVERIFY(window_->said().contains(QStringLiteral("Cannot write")));
  QCOMPARE(window_->tabs().count(), 1);
}

// Files may not grow beyond a few bytes: as on a full disk, writing stops in the middle.
void WindowTest::a_full_disk_leaves_nothing_half_written() {
  open(QStringLiteral("send_after_shutdown"));
  const QTemporaryDir disk;
  QFile before(disk.filePath(QStringLiteral("view.svg")));
  QVERIFY(before.open(QIODevice::WriteOnly));
  before.write("as it was");
  before.close();
  {
    const FileSizeLimit limit(1000);
    for (const char* name : {"view.png", "view.svg", "view.pdf"}) {
      QVERIFY(!window_->export_picture(disk.filePath(QLatin1String(name))));
      QVERIFY2(window_->said().contains(QStringLiteral("Cannot write")), name);
      QVERIFY2(window_->said().contains(QStringLiteral("File too large")),
               qPrintable(window_->said()));
    }
  }
  QCOMPARE(QDir(disk.path()).entryList(QDir::Files | QDir::Hidden),
           (QStringList{QStringLiteral("view.svg")}));
  QVERIFY(before.open(QIODevice::ReadOnly));
  QCOMPARE(before.readAll(), QByteArray("as it was"));
  // What is open is as it was, too.
  QCOMPARE(window_->tabs().count(), 1);
  QVERIFY(window_->export_picture(disk.filePath(QStringLiteral("view.png"))));
}

void WindowTest::a_device_is_not_replaced_by_a_picture() {
  open(QStringLiteral("send_after_shutdown"));
  const QTemporaryDir folder;
  const QString link = folder.filePath(QStringLiteral("view.png"));
  QVERIFY(QFile::link(QStringLiteral("/dev/full"), link));
  QVERIFY(!window_->export_picture(link));
  QVERIFY(window_->said().contains(QStringLiteral("no regular file")));
}

void WindowTest::what_is_copied() {
  open(QStringLiteral("nested_read"));
  window_->action("copy-finding")->trigger();
  QVERIFY(QApplication::clipboard()->text().contains(QStringLiteral("deadlock")));
  window_->action("copy-replay")->trigger();
  QVERIFY(QApplication::clipboard()->text().contains(QStringLiteral(" replay ")));
}

}  // namespace heddle::viewer
