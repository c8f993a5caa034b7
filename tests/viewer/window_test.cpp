#include "window_test.h"

#include <QAccessible>
#include <QClipboard>
#include <QDir>
#include <QDropEvent>
#include <QMimeData>
#include <QPdfWriter>
#include <QProcess>
#include <QSignalSpy>
#include <QSlider>
#include <QSvgRenderer>
#include <QToolButton>
#include <QWheelEvent>

#include <memory>

#include "core/commands.h"
#include "window/command_palette.h"
#include "window/key_overlay.h"

namespace heddle::viewer {
namespace {

constexpr int patience_ms = 30'000;

}  // namespace

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

void WindowTest::a_trace_opens_at_its_bug() {
  open(QStringLiteral("send_after_shutdown"));
  Selection& selection = window_->tab()->selection();
  QCOMPARE(selection.finding(), 0);
  QVERIFY(selection.marked().size() >= 2);
  QVERIFY(selection.step() != 0);
  // The send and the close that nothing orders.
  QVERIFY(selection.explanation() != nullptr);
  QCOMPARE(selection.explanation()->missing.size(), std::size_t{1});
  QVERIFY(window_->findings().explanation().contains(QStringLiteral("channel-race")));
}

void WindowTest::keys_move_through_the_run() {
  open(QStringLiteral("lost_result"));
  Selection& selection = window_->tab()->selection();
  key(Qt::Key_Home);
  QCOMPARE(selection.step(), 0U);
  key(Qt::Key_Right, Qt::ShiftModifier);
  key(Qt::Key_Right, Qt::ShiftModifier);
  QCOMPARE(selection.step(), 2U);
  key(Qt::Key_Left, Qt::ShiftModifier);
  QCOMPARE(selection.step(), 1U);
  const auto own = selection.document().history().events_of(1);
  key(Qt::Key_Right);
  QCOMPARE(selection.step(), own[1]);
  key(Qt::Key_Left);
  QCOMPARE(selection.step(), own[0]);
  key(Qt::Key_End);
  QCOMPARE(selection.step(), selection.document().steps());
  key(Qt::Key_Z, Qt::ControlModifier);
  QCOMPARE(selection.step(), own[0]);
  key(Qt::Key_Y, Qt::ControlModifier);
  QCOMPARE(selection.step(), selection.document().steps());
  key(Qt::Key_Home);
  key(Qt::Key_B);
  QCOMPARE(selection.finding(), 0);
  QVERIFY(selection.step() != 0);
  // Along an edge: from a goroutine's start to the go statement.
  const auto second = selection.document().history().events_of(2);
  selection.set_step(second[0]);
  key(Qt::Key_BracketLeft);
  QCOMPARE(selection.document().history().event(selection.step()).kind, trace::OpKind::spawn);
  key(Qt::Key_BracketRight);
  QCOMPARE(selection.step(), second[0]);
  // Along an object.
  const auto on = selection.document().history().events_on(1);
  selection.set_step(on[0]);
  key(Qt::Key_Period);
  QCOMPARE(selection.step(), on[1]);
  key(Qt::Key_Comma);
  QCOMPARE(selection.step(), on[0]);
  // Lanes.
  selection.select_goroutine(1);
  QTest::keyClick(&window_->tab()->timeline(), Qt::Key_Down);
  QCOMPARE(selection.goroutine(), 2U);
  key(Qt::Key_Home);
  key(Qt::Key_Space);
  QVERIFY(window_->tab()->steps().playing());
  QTRY_VERIFY_WITH_TIMEOUT(selection.step() >= 1, patience_ms);
  key(Qt::Key_Space);
  QVERIFY(!window_->tab()->steps().playing());
  window_->tab()->steps().slider().setValue(4);
  QCOMPARE(selection.step(), 4U);
}

void WindowTest::keys_zoom_and_pan() {
  open(QStringLiteral("nested_read"));
  const Viewport& view = window_->tab()->timeline().viewport();
  window_->resize(700, 700);
  QTest::qWait(10);
  const double all = view.span();
  key(Qt::Key_W);
  key(Qt::Key_W);
  QVERIFY(view.span() < all);
  const double first = view.first();
  key(Qt::Key_A);
  QVERIFY(view.first() <= first);
  const double left = view.first();
  key(Qt::Key_D);
  QVERIFY(view.first() > left);
  key(Qt::Key_S);
  key(Qt::Key_0, Qt::ControlModifier);
  QCOMPARE(view.span(), all);
  key(Qt::Key_F);
  key(Qt::Key_F);
  QVERIFY(view.span() <= all);
  const double scale = window_->tab()->timeline().lanes().scale();
  key(Qt::Key_Minus, Qt::ControlModifier);
  QVERIFY(window_->tab()->timeline().lanes().scale() < scale);
}

void WindowTest::clicks_select() {
  open(QStringLiteral("send_after_shutdown"));
  Timeline& timeline = window_->tab()->timeline();
  Selection& selection = window_->tab()->selection();
  for (const std::uint32_t event : {2U, 5U, 9U}) {
    const QPoint at = timeline.place_of(event).toPoint();
    QCOMPARE(timeline.event_at(at), event);
    QTest::mouseClick(&timeline, Qt::LeftButton, {}, at);
    QCOMPARE(selection.step(), event);
  }
  // The name of a lane selects it.
  QTest::mouseClick(&timeline, Qt::LeftButton, {}, QPoint(40, timeline.place_of(2).toPoint().y()));
  QCOMPARE(selection.goroutine(), 1U);
  QCOMPARE(timeline.event_at(QPoint(40, 70)), 0U);
}

void WindowTest::wheel_and_drags_move_the_view() {
  open(QStringLiteral("send_after_shutdown"));
  Timeline& timeline = window_->tab()->timeline();
  const QPoint at(500, 120);
  const auto wheel = [&](int delta, Qt::KeyboardModifiers modifiers) {
    QWheelEvent event(at, timeline.mapToGlobal(at), {}, QPoint(0, delta), Qt::NoButton, modifiers,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(&timeline, &event);
  };
  const double all = timeline.viewport().span();
  wheel(480, Qt::ControlModifier);
  QVERIFY(timeline.viewport().span() < all);
  const double first = timeline.viewport().first();
  wheel(-120, Qt::ShiftModifier);
  QVERIFY(timeline.viewport().first() > first);
  wheel(-4800, Qt::ControlModifier);
  QCOMPARE(timeline.viewport().span(), all);
  // Dragging over a stretch zooms to it; the right button moves.
  QTest::mousePress(&timeline, Qt::LeftButton, {}, QPoint(400, 120));
  QTest::mouseMove(&timeline, QPoint(600, 120));
  QTest::mouseRelease(&timeline, Qt::LeftButton, {}, QPoint(600, 120));
  QVERIFY(timeline.viewport().span() < all);
  QTest::mouseDClick(&timeline, Qt::LeftButton, {}, QPoint(400, 45));
  QCOMPARE(timeline.viewport().span(), all);
}

void WindowTest::search_filters_and_steps_through_hits() {
  open(QStringLiteral("send_after_shutdown"));
  key(Qt::Key_Slash);
  QVERIFY(window_->events().search().hasFocus());
  QTest::keyClicks(&window_->events().search(), QStringLiteral("chan"));
  EventsModel& model = window_->events().model();
  QVERIFY(model.rowCount() > 0);
  QVERIFY(model.rowCount() < 15);
  window_->tab()->selection().set_step(0);
  window_->tab()->timeline().setFocus();
  key(Qt::Key_Return);
  QCOMPARE(window_->tab()->selection().step(), model.event_at(0));
  key(Qt::Key_Return);
  QCOMPARE(window_->tab()->selection().step(), model.event_at(1));
  key(Qt::Key_Return, Qt::ShiftModifier);
  QCOMPARE(window_->tab()->selection().step(), model.event_at(0));
  key(Qt::Key_Escape);
  QCOMPARE(model.rowCount(), 15);
}

void WindowTest::docks_follow_the_selection() {
  open(QStringLiteral("lost_result"));
  Selection& selection = window_->tab()->selection();
  selection.set_step(15);
  QCOMPARE(window_->source().text().textCursor().blockNumber() + 1, 16);
  QVERIFY(!window_->source().missing());
  auto* table = window_->events().findChild<QTableView*>();
  QCOMPARE(table->currentIndex().row(), 14);
  table->setCurrentIndex(table->model()->index(3, 0));
  QCOMPARE(selection.step(), 4U);
  QVERIFY(window_->state().topLevelItemCount() >= 1);
  const QString first = window_->state().topLevelItem(0)->text(0);
  QCOMPARE(first, QStringLiteral("Goroutines"));
  auto* decisions = window_->decisions().findChild<QTableView*>();
  decisions->setCurrentIndex(decisions->model()->index(0, 0));
  QCOMPARE(selection.step(), window_->decisions().model().event_at(0));
  // Where the source is not there, it says so.
  window_->source().paths().set_mappings({});
  QDir::setCurrent(folder_.path());
  window_->source().reload();
  QVERIFY(window_->source().missing());
  QVERIFY(window_->source().text().toPlainText().contains(QStringLiteral("is not here")));
  window_->source().paths().set_mappings(
      {{QStringLiteral("scenarios/"), QStringLiteral(SOURCE_FOLDER "/scenarios/")}});
  window_->source().reload();
  QVERIFY(!window_->source().missing());
  QDir::setCurrent(QStringLiteral(SOURCE_FOLDER));
}

void WindowTest::lanes_are_hidden_pinned_and_moved_by_keys() {
  open(QStringLiteral("send_after_shutdown"));
  Lanes& lanes = window_->tab()->timeline().lanes();
  const std::size_t count = lanes.placed().size();
  window_->tab()->selection().select_goroutine(2);
  key(Qt::Key_P);
  QCOMPARE(lanes.placed()[0].index, std::size_t{1});
  key(Qt::Key_P);
  key(Qt::Key_Down, Qt::AltModifier);
  QCOMPARE(lanes.all()[2].ordinal, 2U);
  key(Qt::Key_Up, Qt::AltModifier);
  QCOMPARE(lanes.all()[1].ordinal, 2U);
  key(Qt::Key_H);
  QCOMPARE(lanes.placed().size(), count - 1);
  key(Qt::Key_H, Qt::ShiftModifier);
  QCOMPARE(lanes.placed().size(), count);
}

void WindowTest::bookmarks_are_kept() {
  open(QStringLiteral("lost_result"));
  window_->tab()->selection().set_step(7);
  key(Qt::Key_M);
  window_->tab()->selection().set_step(2);
  key(Qt::Key_M, Qt::ShiftModifier);
  QCOMPARE(window_->tab()->selection().step(), 7U);
  window_->close();
  window_ = std::make_unique<MainWindow>(QStringLiteral(HEDDLE_PROGRAM));
  window_->show();
  open(QStringLiteral("lost_result"));
  QCOMPARE(window_->tab()->selection().bookmarks(), (std::vector<std::uint32_t>{7}));
}

void WindowTest::the_graph_shows_and_selects() {
  open(QStringLiteral("send_after_shutdown"));
  key(Qt::Key_2, Qt::ControlModifier);
  QVERIFY(window_->tab()->shows_graph());
  window_->action("zoom-in")->trigger();
  window_->action("pan-right")->trigger();
  window_->action("path-anchor")->trigger();
  window_->tab()->selection().set_step(1);
  QVERIFY(!window_->grab().isNull());
  window_->action("view-slice")->trigger();
  QTRY_VERIFY_WITH_TIMEOUT(window_->tab()->graph().shows_slice(), patience_ms);
  QVERIFY(!window_->grab().isNull());
  key(Qt::Key_1, Qt::ControlModifier);
  QVERIFY(!window_->tab()->shows_graph());
}

void WindowTest::graphviz_missing_is_said() {
  open(QStringLiteral("send_after_shutdown"));
  window_->tab()->graph().set_dot(QStringLiteral("/no/such/dot"));
  window_->action("view-slice")->trigger();
  QTRY_VERIFY_WITH_TIMEOUT(
      window_->tab()->graph().message().contains(QStringLiteral("not installed")), patience_ms);
  QVERIFY(!window_->tab()->graph().shows_slice());
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
  // A full disk, as Linux plays one.
  QVERIFY(!window_->export_picture(QStringLiteral("/proc/view.png")));
  QVERIFY(window_->said().contains(QStringLiteral("Cannot write")));
  QCOMPARE(window_->tabs().count(), 1);
}

void WindowTest::what_is_copied() {
  open(QStringLiteral("nested_read"));
  window_->action("copy-finding")->trigger();
  QVERIFY(QApplication::clipboard()->text().contains(QStringLiteral("deadlock")));
  window_->action("copy-replay")->trigger();
  QVERIFY(QApplication::clipboard()->text().contains(QStringLiteral(" replay ")));
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

void WindowTest::two_traces_are_compared() {
  open(QStringLiteral("overdraft"));
  const DocumentPointer a = window_->tab()->selection().document_pointer();
  const QString other = folder_.filePath(QStringLiteral("passing.trace"));
  QProcess heddle;
  heddle.start(QStringLiteral(HEDDLE_PROGRAM),
               {QStringLiteral("run"), QStringLiteral("races/overdraft"), QStringLiteral("--seed"),
                QStringLiteral("3"), QStringLiteral("-o"), other});
  QVERIFY(heddle.waitForFinished(60'000));
  std::string error;
  const DocumentPointer b = Document::open(other.toStdString(), [](double) { return true; }, error);
  QVERIFY2(b != nullptr, error.c_str());
  window_->compare(a, b);
  auto* page = qobject_cast<CompareTab*>(window_->tabs().currentWidget());
  QVERIFY(page != nullptr);
  QVERIFY(!page->comparison().same());
  const std::uint32_t first = page->active().selection().step();
  const auto& differences = page->comparison().differences(Comparison::Side::a);
  QVERIFY(std::binary_search(differences.begin(), differences.end(), first));
  window_->action("difference-next")->trigger();
  const std::uint32_t second = page->active().selection().step();
  QVERIFY(second > first || differences.size() == 1);
  window_->action("difference-previous")->trigger();
  QVERIFY(!window_->grab().isNull());
  // What both have is selected in both.
  page->active().selection().set_step(1);
  QCOMPARE(page->side(Comparison::Side::b).selection().step(),
           page->comparison().other(Comparison::Side::a, 1));
}

void WindowTest::a_scenario_is_explored_live() {
  window_->show_live();
  LiveView& live = window_->live();
  QTRY_VERIFY_WITH_TIMEOUT(live.scenarios().count() >= 16, patience_ms);
  live.scenarios().setCurrentText(QStringLiteral("leaks/lost_result"));
  live.findChild<QSpinBox*>()->setValue(20);
  live.explore();
  QTRY_VERIFY_WITH_TIMEOUT(live.found().count() >= 1 && !live.running(), patience_ms);
  Q_EMIT live.found().itemClicked(live.found().item(0));
  QTRY_COMPARE_WITH_TIMEOUT(window_->tabs().count(), 1, patience_ms);
  live.explore();
  live.cancel();
  QTRY_VERIFY_WITH_TIMEOUT(!live.running(), patience_ms);
  live.set_program(QStringLiteral("/no/such/program"));
  live.load_list();
  QTRY_VERIFY_WITH_TIMEOUT(live.status().contains(QStringLiteral("Cannot start")), patience_ms);
}

void WindowTest::another_choice_is_run() {
  open(QStringLiteral("send_after_shutdown"));
  DecisionsModel& model = window_->decisions().model();
  int row = 0;
  while (row < model.rowCount() && model.alternatives(row).empty()) ++row;
  QVERIFY(row < model.rowCount());
  window_->what_if(static_cast<std::uint32_t>(row), model.alternatives(row).front());
  QTRY_VERIFY2_WITH_TIMEOUT(qobject_cast<CompareTab*>(window_->tabs().currentWidget()) != nullptr,
                            qPrintable(window_->said()), patience_ms);
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
