// Pictures of the window for each of the first scenarios: compared, made small, with reference/.
// HEDDLE_UPDATE_SCREENSHOTS=1 writes the references, and the pictures of the docs.

#include <QApplication>
#include <QDir>
#include <QProcess>
#include <QSettings>
#include <QStyleFactory>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <memory>

#include "window/main_window.h"

namespace heddle::viewer {
namespace {

constexpr QSize window_size(1280, 800);
constexpr QSize small_size(320, 200);
// Fonts are drawn a little differently from machine to machine; a view that is gone is not.
constexpr double mean_difference_max = 3.5;

QImage small_of(const QPixmap& pixmap) {
  return pixmap.toImage()
      .scaled(small_size, Qt::IgnoreAspectRatio, Qt::SmoothTransformation)
      .convertToFormat(QImage::Format_RGB32);
}

// Of a channel of a pixel, in 255ths.
double mean_difference(const QImage& a, const QImage& b) {
  double sum = 0;
  for (int y = 0; y < a.height(); ++y) {
    for (int x = 0; x < a.width(); ++x) {
      const QRgb p = a.pixel(x, y);
      const QRgb q = b.pixel(x, y);
      sum += std::abs(qRed(p) - qRed(q)) + std::abs(qGreen(p) - qGreen(q)) +
             std::abs(qBlue(p) - qBlue(q));
    }
  }
  return sum / (3.0 * a.width() * a.height());
}

// Some of each kind.
constexpr const char* shown[] = {"channels/closed_by_receiver",
                                 "channels/send_after_shutdown",
                                 "channels/stopped_before_start",
                                 "channels/two_closers",
                                 "deadlocks/crossed_locks",
                                 "deadlocks/nested_read",
                                 "deadlocks/notify_under_lock",
                                 "deadlocks/shared_permit",
                                 "leaks/dropped_stop",
                                 "leaks/first_error",
                                 "leaks/lost_result",
                                 "leaks/missed_signal",
                                 "races/lost_update",
                                 "races/overdraft",
                                 "races/published_too_early",
                                 "races/sleep_is_no_order"};

}  // namespace

class ScreenshotTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    QVERIFY(folder_.isValid() && settings_.isValid());
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, settings_.path());
    QCoreApplication::setOrganizationName(QStringLiteral("heddle-test"));
    QCoreApplication::setApplicationName(QStringLiteral("screenshots"));
    QProcess heddle;
    QStringList arguments = {QStringLiteral("explore"), QStringLiteral("--seed"),
                             QStringLiteral("1"), QStringLiteral("--out"), folder_.path()};
    for (const char* name : shown) arguments << QString::fromLatin1(name);
    heddle.start(QStringLiteral(HEDDLE_PROGRAM), arguments);
    QVERIFY(heddle.waitForFinished(240'000));
    files_ = QDir(folder_.path()).entryList({QStringLiteral("*.htrace")}, QDir::Files, QDir::Name);
    QVERIFY(files_.size() >= static_cast<qsizetype>(std::size(shown)));
  }

  void pictures_are_as_they_were_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<bool>("dark");
    for (const QString& file : std::as_const(files_)) {
      const QString name = file.section(QLatin1Char('.'), 0, 1);
      QTest::newRow(qPrintable(name + QStringLiteral(".light"))) << file << false;
      QTest::newRow(qPrintable(name + QStringLiteral(".dark"))) << file << true;
    }
  }
  void pictures_are_as_they_were() {
    QFETCH(QString, file);
    QFETCH(bool, dark);
    const auto window = opened(file, dark);
    QVERIFY(window->tab() != nullptr);
    compare(*window, QString::fromUtf8(QTest::currentDataTag()));
  }

  void pictures_of_the_docs() {
    auto window = opened(of(QStringLiteral("send_after_shutdown")), false);
    keep(*window, QStringLiteral("viewer-race"));
    window->action("view-graph")->trigger();
    keep(*window, QStringLiteral("viewer-graph"));
    window->action("view-slice")->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(window->tab()->graph().shows_slice(), 20'000);
    keep(*window, QStringLiteral("viewer-slice"));
    window->action("view-timeline")->trigger();
    window->action("help")->trigger();
    keep(*window, QStringLiteral("viewer-keys"));
    window = opened(of(QStringLiteral("nested_read")), true);
    keep(*window, QStringLiteral("viewer-deadlock"));
    window = opened(of(QStringLiteral("overdraft")), false);
    const QString other = folder_.filePath(QStringLiteral("another.trace"));
    QProcess heddle;
    heddle.start(QStringLiteral(HEDDLE_PROGRAM),
                 {QStringLiteral("run"), QStringLiteral("races/overdraft"),
                  QStringLiteral("--seed"), QStringLiteral("3"), QStringLiteral("-o"), other});
    QVERIFY(heddle.waitForFinished(60'000));
    std::string error;
    const DocumentPointer passing =
        Document::open(other.toStdString(), [](double) { return true; }, error);
    QVERIFY2(passing != nullptr, error.c_str());
    window->compare(window->tab()->selection().document_pointer(), passing);
    QTRY_VERIFY_WITH_TIMEOUT(!window->comparing(), 30'000);
    keep(*window, QStringLiteral("viewer-compare"));
    window = fresh(false);
    keep(*window, QStringLiteral("viewer-start"));
  }

 private:
  QString of(const QString& name) const { return files_.filter(name).value(0); }

  static std::unique_ptr<MainWindow> fresh(bool dark) {
    QSettings().clear();
    auto window = std::make_unique<MainWindow>(QStringLiteral("heddle"));
    window->set_dark(dark);
    window->resize(window_size);
    window->show();
    return window;
  }

  std::unique_ptr<MainWindow> opened(const QString& file, bool dark) {
    auto window = fresh(dark);
    window->open(folder_.filePath(file));
    [&] { QTRY_VERIFY_WITH_TIMEOUT(window->tab() != nullptr, 30'000); }();
    [&] { QTRY_VERIFY_WITH_TIMEOUT(!window->decisions().model().placing(), 30'000); }();
    QTest::qWait(60);
    return window;
  }

  void compare(MainWindow& window, const QString& name) {
    const QImage now = small_of(window.grab());
    const QString path = QStringLiteral(REFERENCE_FOLDER "/") + QString(name).replace(u'/', u'.') +
                         QStringLiteral(".png");
    if (qEnvironmentVariableIsSet("HEDDLE_UPDATE_SCREENSHOTS")) {
      QVERIFY(now.save(path));
      return;
    }
    const QImage before = QImage(path).convertToFormat(QImage::Format_RGB32);
    QVERIFY2(!before.isNull(), qPrintable(path + QStringLiteral(" is missing")));
    const double difference = mean_difference(now, before);
    if (difference > mean_difference_max)
      now.save(QCoreApplication::applicationDirPath() + QLatin1Char('/') + name +
               QStringLiteral(".now.png"));
    QVERIFY2(difference <= mean_difference_max,
             qPrintable(QStringLiteral("differs by %1 on average").arg(difference)));
  }

  void keep(MainWindow& window, const QString& name) {
    QTest::qWait(60);
    const QPixmap picture = window.grab();
    QVERIFY(!picture.isNull());
    if (!qEnvironmentVariableIsSet("HEDDLE_UPDATE_SCREENSHOTS")) return;
    QVERIFY(QDir().mkpath(QStringLiteral(IMAGES_FOLDER)));
    QVERIFY(picture.toImage()
                .convertToFormat(QImage::Format_RGB888)
                .save(QStringLiteral(IMAGES_FOLDER "/%1.png").arg(name)));
  }

  QTemporaryDir folder_;
  QTemporaryDir settings_;
  QStringList files_;
};

}  // namespace heddle::viewer

QTEST_MAIN(heddle::viewer::ScreenshotTest)
#include "screenshot_test.moc"
