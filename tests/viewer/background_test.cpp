// What takes its time is done off the thread of the windows, and can be given up: no call here
// waits for work, and nothing is heard of work that nobody wishes any more.

#include <heddle/trace/trace_file.h>

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <algorithm>
#include <memory>
#include <semaphore>
#include <string>

#include "core/comparison.h"
#include "core/decisions_model.h"
#include "core/events_model.h"
#include "core/loader.h"
#include "core/worker.h"
#include "synthetic.h"

namespace heddle::viewer {
namespace {

using Side = Comparison::Side;

constexpr int patience_ms = 60'000;
// Long enough for what was given up to be heard of, if it were.
constexpr int silence_ms = 100;
constexpr std::uint32_t many = 2'000'000;
constexpr std::uint32_t few = 20'000;

const auto go_on = [](double) { return true; };

DocumentPointer document_of(std::uint32_t events, std::uint64_t seed) {
  trace::Trace trace = synthetic_trace(events, 8, 8, seed);
  // Each step was a decision.
  for (const trace::Event& event : trace.events) {
    trace::Decision decision;
    decision.kind = trace::DecisionKind::goroutine;
    decision.value = event.goroutine;
    trace.decisions.push_back(decision);
  }
  return Document::of(std::move(trace), "synthetic", go_on);
}

EventFilter of_goroutine(std::int64_t goroutine) {
  EventFilter filter;
  filter.goroutine = goroutine;
  return filter;
}

int events_of(const DocumentPointer& document, std::uint32_t goroutine) {
  return static_cast<int>(document->history().events_of(goroutine).size());
}

}  // namespace

class BackgroundTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    many_ = document_of(many, 1);
    few_ = document_of(few, 1);
    other_ = document_of(few, 2);
    QVERIFY(folder_.isValid());
  }

  void an_answer_is_given_on_the_thread_of_the_windows() {
    Worker worker;
    QThread* worked = nullptr;
    QThread* answered = nullptr;
    worker.start([&](const Worker::Wish& wish) {
      worked = QThread::currentThread();
      wish.answer([&] { answered = QThread::currentThread(); });
    });
    QVERIFY(worker.busy());
    QTRY_VERIFY_WITH_TIMEOUT(!worker.busy(), patience_ms);
    QCOMPARE(answered, QThread::currentThread());
    QVERIFY(worked != answered);
  }

  // The first work does not even look whether it is wished: the second one waits for it, whoever
  // asks for the second does not.
  void the_newest_wish_counts() {
    std::binary_semaphore begun(0);
    std::binary_semaphore may_end(0);
    QStringList heard;
    Worker worker;
    worker.start([&](const Worker::Wish& wish) {
      begun.release();
      may_end.acquire();
      wish.tell([&] { heard << QStringLiteral("first"); });
      wish.answer([&] { heard << QStringLiteral("first"); });
    });
    begun.acquire();
    worker.start([&](const Worker::Wish& wish) {
      wish.tell([&] { heard << QStringLiteral("on the way"); });
      wish.answer([&] { heard << QStringLiteral("second"); });
    });
    QTest::qWait(silence_ms);
    QVERIFY(worker.busy() && heard.isEmpty());
    may_end.release();
    QTRY_VERIFY_WITH_TIMEOUT(!worker.busy(), patience_ms);
    QCOMPARE(heard, (QStringList{QStringLiteral("on the way"), QStringLiteral("second")}));
  }

  void what_was_cancelled_is_not_heard() {
    bool heard = false;
    std::binary_semaphore begun(0);
    std::binary_semaphore stopped(0);
    Worker worker;
    worker.start([&](const Worker::Wish& wish) {
      begun.release();
      while (wish.holds()) QThread::msleep(1);
      wish.answer([&] { heard = true; });
      stopped.release();
    });
    begun.acquire();
    worker.cancel();
    QVERIFY(!worker.busy());
    stopped.acquire();
    QTest::qWait(silence_ms);
    QVERIFY(!heard);
  }

  void a_filter_leaves_the_table_as_it_was_until_it_is_done() {
    EventsModel model;
    model.set_document(many_);
    QSignalSpy filtered(&model, &EventsModel::filtered);
    QSignalSpy progressed(&model, &EventsModel::filter_progressed);
    model.set_filter(of_goroutine(3));
    QVERIFY(model.filtering());
    QCOMPARE(model.rowCount(), static_cast<int>(many));
    QTRY_COMPARE_WITH_TIMEOUT(filtered.count(), 1, patience_ms);
    QVERIFY(!model.filtering());
    QCOMPARE(model.rowCount(), events_of(many_, 3));
    QCOMPARE(model.event_at(0), many_->history().events_of(3)[0]);
    QVERIFY(progressed.count() > 3);
  }

  void the_newest_filter_counts() {
    EventsModel model;
    model.set_document(many_);
    QSignalSpy filtered(&model, &EventsModel::filtered);
    for (const std::int64_t goroutine : {1, 2, 3, 4}) model.set_filter(of_goroutine(goroutine));
    QTRY_COMPARE_WITH_TIMEOUT(filtered.count(), 1, patience_ms);
    QCOMPARE(model.rowCount(), events_of(many_, 4));
    QTest::qWait(silence_ms);
    QCOMPARE(filtered.count(), 1);
  }

  void a_filter_is_given_up() {
    auto model = std::make_unique<EventsModel>();
    model->set_document(many_);
    QSignalSpy filtered(model.get(), &EventsModel::filtered);
    model->set_filter(of_goroutine(1));
    model->set_filter({});
    QVERIFY(!model->filtering());
    QCOMPARE(filtered.count(), 1);
    model->set_filter(of_goroutine(1));
    model->set_document(few_);
    QVERIFY(!model->filtering());
    QTest::qWait(silence_ms);
    QCOMPARE(model->rowCount(), static_cast<int>(few));
    model->set_filter(of_goroutine(1));
    model.reset();
  }

  void decisions_are_there_before_they_are_placed() {
    DecisionsModel model;
    QSignalSpy placed(&model, &DecisionsModel::placed);
    model.set_document(few_);
    QVERIFY(model.placing());
    QCOMPARE(model.rowCount(), static_cast<int>(few));
    QCOMPARE(model.event_at(0), 0U);
    QCOMPARE(model.data(model.index(0, DecisionsModel::step), Qt::DisplayRole).toString(),
             QStringLiteral("..."));
    QTRY_COMPARE_WITH_TIMEOUT(placed.count(), 1, patience_ms);
    QVERIFY(model.event_at(0) != 0);
    QCOMPARE(model.row_of(model.event_at(5)), 5);
    QCOMPARE(model.row_of(0), -1);
  }

  void the_placing_of_decisions_is_given_up() {
    auto model = std::make_unique<DecisionsModel>();
    QSignalSpy placed(model.get(), &DecisionsModel::placed);
    model->set_document(few_);
    model->set_document(other_);
    QTRY_COMPARE_WITH_TIMEOUT(placed.count(), 1, patience_ms);
    model->set_document(few_);
    model->set_document(nullptr);
    QVERIFY(!model->placing());
    QTest::qWait(silence_ms);
    QCOMPARE(placed.count(), 1);
    model->set_document(few_);
    model.reset();
    int asked = 0;
    const auto stop = [&asked](double) { return ++asked < 3; };
    QVERIFY(events_of_decisions(few_->history(), stop).empty());
    QCOMPARE(asked, 3);
  }

  void an_alignment_is_given_up_wherever_it_is() {
    int asked = 0;
    const auto whole = Comparison::of(few_, other_, [&asked](double) { return ++asked > 0; });
    QVERIFY(whole != nullptr);
    QVERIFY(!whole->differences(Side::a).empty());
    QVERIFY(asked > 8);
    for (int most = 0; most < asked; ++most) {
      int left = most;
      QVERIFY(Comparison::of(few_, other_, [&left](double) { return left-- > 0; }) == nullptr);
    }
  }

  void the_newest_file_is_opened() {
    std::string error;
    const std::string first = folder_.filePath(QStringLiteral("first.htrace")).toStdString();
    const std::string second = folder_.filePath(QStringLiteral("second.htrace")).toStdString();
    QVERIFY(trace::write_trace(many_->trace(), first, error));
    QVERIFY(trace::write_trace(few_->trace(), second, error));
    Loader loader;
    QSignalSpy opened(&loader, &Loader::opened);
    loader.open(QString::fromStdString(first));
    loader.open(QString::fromStdString(second));
    QVERIFY(loader.busy());
    QTRY_COMPARE_WITH_TIMEOUT(opened.count(), 1, patience_ms);
    QCOMPARE(opened[0][0].value<DocumentPointer>()->steps(), few);
    loader.open(QString::fromStdString(first));
    loader.cancel();
    QVERIFY(!loader.busy());
    QTest::qWait(silence_ms);
    QCOMPARE(opened.count(), 1);
  }

 private:
  DocumentPointer many_;
  DocumentPointer few_;
  DocumentPointer other_;
  QTemporaryDir folder_;
};

}  // namespace heddle::viewer

QTEST_GUILESS_MAIN(heddle::viewer::BackgroundTest)
#include "background_test.moc"
