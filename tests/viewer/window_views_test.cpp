// The other views: each shows what is selected, and selects.
#include "window_test.h"

#include <QDir>

#include "synthetic.h"

namespace heddle::viewer {

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

void WindowTest::search_filters_and_steps_through_hits() {
  open(QStringLiteral("send_after_shutdown"));
  key(Qt::Key_Slash);
  QVERIFY(window_->events().search().hasFocus());
  QTest::keyClicks(&window_->events().search(), QStringLiteral("chan"));
  EventsModel& model = window_->events().model();
  QTRY_VERIFY_WITH_TIMEOUT(!model.filtering(), patience_ms);
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

void WindowTest::searching_is_stopped_by_esc() {
  constexpr std::uint32_t events = 1'000'000;
  window_->add(Document::of(synthetic_trace(events, 8, 8, 1), "long", [](double) { return true; }));
  EventsModel& model = window_->events().model();
  QTest::keyClicks(&window_->events().search(), QStringLiteral("worker"));
  QVERIFY(model.filtering());
  window_->action("hit-next")->trigger();
  QCOMPARE(window_->said(), QStringLiteral("Still searching"));
  key(Qt::Key_Escape);
  QVERIFY(!model.filtering());
  QCOMPARE(window_->said(), QStringLiteral("Stopped searching"));
  QVERIFY(window_->events().search().text().isEmpty());
  QTest::qWait(100);
  QCOMPARE(model.rowCount(), static_cast<int>(events));
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
  QTRY_VERIFY_WITH_TIMEOUT(!window_->decisions().model().placing(), patience_ms);
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

}  // namespace heddle::viewer
