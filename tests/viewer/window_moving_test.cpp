// Moving through a run and over the timeline: keys, clicks, wheel, lanes, bookmarks.
#include "window_test.h"

#include <QSlider>
#include <QWheelEvent>

#include <memory>
#include <vector>

namespace heddle::viewer {

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
  key(Qt::Key_0, Qt::ControlModifier);
  QTest::qWait(500);
  const double before = view.span();
  key(Qt::Key_W);
  key(Qt::Key_W);
  key(Qt::Key_D);
  QVERIFY(view.span() < before);
  key(Qt::Key_Backspace);
  QCOMPARE(view.span(), before);
  for (int i = 0; i < 20; ++i) key(Qt::Key_Backspace);
  QVERIFY(window_->said().contains(QStringLiteral("no zoom")));
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

}  // namespace heddle::viewer
