// Two runs compared, and what the command line is started for.
#include "window_test.h"

#include <QProcess>

#include <algorithm>
#include <string>

#include "synthetic.h"

namespace heddle::viewer {

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
  QVERIFY(window_->comparing());
  QTRY_VERIFY_WITH_TIMEOUT(!window_->comparing(), patience_ms);
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

void WindowTest::comparing_is_stopped_by_esc() {
  open(QStringLiteral("overdraft"));
  const DocumentPointer long_run =
      Document::of(synthetic_trace(500'000, 8, 8, 1), "long", [](double) { return true; });
  window_->compare(long_run, long_run);
  QVERIFY(window_->comparing());
  key(Qt::Key_Escape);
  QVERIFY(!window_->comparing());
  QCOMPARE(window_->said(), QStringLiteral("Stopped aligning"));
  QTest::qWait(100);
  QCOMPARE(window_->tabs().count(), 1);
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

// Long before the exploration ends: its runs would take hours.
void WindowTest::findings_appear_as_they_are_found() {
  window_->show_live();
  LiveView& live = window_->live();
  QTRY_VERIFY_WITH_TIMEOUT(live.scenarios().count() >= 16, patience_ms);
  live.scenarios().setCurrentText(QStringLiteral("leaks/lost_result"));
  live.findChild<QSpinBox*>()->setValue(100'000'000);
  live.explore();
  QTRY_VERIFY_WITH_TIMEOUT(live.found().count() >= 1, patience_ms);
  QVERIFY(live.running());
  // Its trace is made for whoever asks for it.
  Q_EMIT live.found().itemClicked(live.found().item(0));
  QTRY_COMPARE_WITH_TIMEOUT(window_->tabs().count(), 1, patience_ms);
  QVERIFY(live.running());
  QCOMPARE(window_->tab()->selection().finding(), 0);
  live.cancel();
  QTRY_VERIFY_WITH_TIMEOUT(!live.running(), patience_ms);
  QVERIFY(live.found().count() >= 1);
}

void WindowTest::another_choice_is_run() {
  open(QStringLiteral("send_after_shutdown"));
  DecisionsModel& model = window_->decisions().model();
  QTRY_VERIFY_WITH_TIMEOUT(!model.placing(), patience_ms);
  int row = 0;
  while (row < model.rowCount() && model.alternatives(row).empty()) ++row;
  QVERIFY(row < model.rowCount());
  window_->what_if(static_cast<std::uint32_t>(row), model.alternatives(row).front());
  QTRY_VERIFY2_WITH_TIMEOUT(qobject_cast<CompareTab*>(window_->tabs().currentWidget()) != nullptr,
                            qPrintable(window_->said()), patience_ms);
}

}  // namespace heddle::viewer
