#include "window_test.h"

#include <QDir>
#include <QProcess>
#include <QSlider>

#include <memory>

#include "core/commands.h"
#include "window/command_palette.h"
#include "window/key_overlay.h"

namespace heddle::viewer {

void WindowTest::initTestCase() {
  QVERIFY(folder_.isValid() && settings_.isValid());
  QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, settings_.path());
  QCoreApplication::setOrganizationName(QStringLiteral("heddle-test"));
  QCoreApplication::setApplicationName(QStringLiteral("window"));
  QProcess heddle;
  heddle.start(
      QStringLiteral(HEDDLE_PROGRAM),
      {QStringLiteral("explore"), QStringLiteral("leaks/lost_result"),
       QStringLiteral("channels/send_after_shutdown"), QStringLiteral("deadlocks/nested_read"),
       QStringLiteral("races/overdraft"), QStringLiteral("--seed"), QStringLiteral("1"),
       QStringLiteral("--out"), folder_.path()});
  QVERIFY(heddle.waitForFinished(120'000));
  files_ = QDir(folder_.path()).entryList({QStringLiteral("*.htrace")});
  QCOMPARE(files_.size(), 4);
}

void WindowTest::init() {
  QSettings().clear();
  window_ = std::make_unique<MainWindow>(QStringLiteral(HEDDLE_PROGRAM));
  window_->resize(1300, 850);
  window_->show();
  QVERIFY(QTest::qWaitForWindowExposed(window_.get()));
  window_->activateWindow();
}

void WindowTest::cleanup() { window_.reset(); }

void WindowTest::open(const QString& name) {
  const int before = window_->tabs().count();
  const QStringList found = files_.filter(name);
  QCOMPARE(found.size(), 1);
  window_->open(folder_.filePath(found.front()));
  QTRY_COMPARE_WITH_TIMEOUT(window_->tabs().count(), before + 1, patience_ms);
  QTest::qWait(20);
}

void WindowTest::key(Qt::Key key, Qt::KeyboardModifiers modifiers) {
  QTest::keyClick(&window_->tab()->timeline(), key, modifiers);
}

void WindowTest::every_command_has_a_handler() {
  for (const Command& command : commands()) {
    QAction* action = window_->action(command.id);
    QVERIFY2(action != nullptr, std::string(command.id).c_str());
    class Spy : public QObject {
     public:
      using QObject::receivers;
    };
    QVERIFY2(
        static_cast<Spy*>(static_cast<QObject*>(action))->receivers(SIGNAL(triggered(bool))) > 0,
        std::string(command.id).c_str());
  }
  // None of them minds that nothing is open, as far as it does not ask with a dialog.
  for (const char* id : {"zoom-in", "step-next", "bug", "hit-next", "bookmark", "lane-hide",
                         "view-graph", "copy-finding", "undo", "clear", "difference-next"}) {
    window_->action(id)->trigger();
  }
}

void WindowTest::overlay_and_palette_open_and_close() {
  open(QStringLiteral("lost_result"));
  window_->action("help")->trigger();
  QPointer<KeyOverlay> overlay = window_->findChild<KeyOverlay*>();
  QVERIFY(!overlay.isNull());
  QTest::keyClick(overlay, Qt::Key_Escape);
  QTRY_VERIFY(overlay.isNull());
  window_->action("palette")->trigger();
  QPointer<CommandPalette> palette = window_->findChild<CommandPalette*>();
  QVERIFY(!palette.isNull());
  QTest::keyClicks(&palette->input(), QStringLiteral("last step"));
  QTest::keyClick(&palette->input(), Qt::Key_Return);
  QCOMPARE(window_->tab()->selection().step(), 15U);
  const bool dark = window_->palette_now().dark;
  key(Qt::Key_D, Qt::ControlModifier);
  QVERIFY(window_->palette_now().dark != dark);
}

void WindowTest::widgets_have_names_for_screen_readers() {
  open(QStringLiteral("lost_result"));
  for (const QWidget* widget : window_->findChildren<QWidget*>()) {
    const bool takes_part = qobject_cast<const QAbstractItemView*>(widget) != nullptr ||
                            qobject_cast<const QLineEdit*>(widget) != nullptr ||
                            qobject_cast<const QSlider*>(widget) != nullptr ||
                            qobject_cast<const Timeline*>(widget) != nullptr;
    // Parts of Qt's own widgets are named by these.
    if (!takes_part || widget->inherits("QHeaderView") ||
        widget->parentWidget()->inherits("QComboBoxPrivateContainer") ||
        widget->parentWidget()->inherits("QAbstractSpinBox")) {
      continue;
    }
    QVERIFY2(!widget->accessibleName().isEmpty(),
             qPrintable(widget->objectName() + QLatin1Char(' ') +
                        QString::fromUtf8(widget->metaObject()->className())));
  }
  window_->tab()->selection().set_step(4);
  QVERIFY(window_->tab()->timeline().accessibleDescription().startsWith(QStringLiteral("4 G1")));
}

}  // namespace heddle::viewer

QTEST_MAIN(heddle::viewer::WindowTest)
