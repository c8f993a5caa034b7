// What a run did, by goroutine and by object, and the state at a step.

#include <QDir>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <vector>

#include "core/document.h"
#include "core/event_text.h"
#include "core/lane_tile.h"
#include "core/lanes.h"
#include "core/moment.h"
#include "synthetic.h"

namespace heddle::viewer {
namespace {

using trace::Event;
using trace::OpKind;
using trace::State;
using trace::Trace;

const auto go_on = [](double) { return true; };

// A trace by hand: each event as the engine records it.
struct Hand {
  Trace trace;

  Hand(std::uint32_t goroutines, std::vector<trace::TracedObject> objects) {
    trace.scenario = "by/hand";
    trace.sites = {{"hand.cpp", 1, "f()"}};
    trace.objects = std::move(objects);
    for (std::uint32_t i = 1; i <= goroutines; ++i) {
      trace::TracedGoroutine goroutine;
      goroutine.creator = i == 1 ? 0 : 1;
      goroutine.child_index = i == 1 ? 1 : i - 1;
      goroutine.state = State::done;
      trace.goroutines.push_back(goroutine);
    }
  }
  std::uint32_t add(std::uint32_t goroutine, OpKind kind, std::uint32_t object = 0,
                    std::vector<std::uint32_t> after = {}, std::uint64_t a = 0,
                    bool waits = false) {
    Event event;
    event.number = static_cast<std::uint32_t>(trace.events.size()) + 1;
    event.goroutine = goroutine;
    event.kind = kind;
    event.object = object;
    event.site = 1;
    event.value_a = a;
    event.waits = waits;
    event.edges = static_cast<std::uint32_t>(trace.edges.size());
    event.edge_count = static_cast<std::uint16_t>(after.size());
    trace.edges.insert(trace.edges.end(), after.begin(), after.end());
    trace.events.push_back(event);
    return event.number;
  }
};

trace::TracedObject object(const char* type, std::uint32_t capacity = 0) {
  trace::TracedObject made;
  made.type = type;
  made.capacity = capacity;
  made.made_by = 1;
  return made;
}

}  // namespace

class HistoryTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    QVERIFY(folder_.isValid());
    QProcess heddle;
    heddle.start(
        QStringLiteral(HEDDLE_PROGRAM),
        {QStringLiteral("explore"), QStringLiteral("channels/*"), QStringLiteral("deadlocks/*"),
         QStringLiteral("leaks/*"), QStringLiteral("races/*"), QStringLiteral("--seed"),
         QStringLiteral("1"), QStringLiteral("--out"), folder_.path()});
    QVERIFY(heddle.waitForFinished(240'000));
    QCOMPARE(heddle.exitCode(), 1);
    for (const QString& name : QDir(folder_.path()).entryList({QStringLiteral("*.htrace")})) {
      std::string error;
      documents_.push_back(Document::open(folder_.filePath(name).toStdString(), go_on, error));
      QVERIFY2(documents_.back() != nullptr, error.c_str());
    }
    QVERIFY(documents_.size() >= 16);
  }

  void step_function_agrees_with_a_plain_loop() {
    StepFunction function;
    std::vector<std::int32_t> plain(3000);
    std::uint64_t state = 5;
    std::int32_t value = 0;
    for (std::uint32_t step = 0; step < plain.size(); ++step) {
      state = state * 6364136223846793005U + 1;
      if ((state >> 40) % 3 == 0) {
        value = static_cast<std::int32_t>((state >> 33) % 20);
        function.set(step, value);
      }
      plain[step] = value;
    }
    function.finish();
    for (std::uint32_t step = 0; step < plain.size(); step += 7) {
      QCOMPARE(function.at(step), plain[step]);
      for (const std::uint32_t length : {1U, 2U, 15U, 16U, 17U, 300U, 2999U}) {
        const std::uint32_t end = std::min<std::uint32_t>(step + length, 3000);
        if (end <= step) continue;
        const StepFunction::Range range = function.over(step, end);
        const auto [min, max] = std::minmax_element(plain.begin() + step, plain.begin() + end);
        QCOMPARE(range.min, *min);
        QCOMPARE(range.max, *max);
      }
    }
  }

  void a_buffered_channel_fills_and_empties() {
    Hand hand(2, {object("channel", 2)});
    hand.add(1, OpKind::start);
    hand.add(1, OpKind::spawn, 0, {}, 2);
    const auto first = hand.add(1, OpKind::chan_send, 1);
    const auto second = hand.add(1, OpKind::chan_send, 1);
    const auto waits = hand.add(1, OpKind::chan_send, 1, {}, 0, true);
    hand.add(2, OpKind::start, 0, {2});
    const auto takes = hand.add(2, OpKind::chan_recv, 1, {first});
    hand.add(1, OpKind::chan_send, 1, {takes});
    hand.add(2, OpKind::chan_recv, 1, {second});
    const auto closes = hand.add(1, OpKind::chan_close, 1);
    const DocumentPointer document = Document::of(hand.trace, "hand", go_on);
    const ChannelHistory& channel = *document->history().channel(1);
    const std::vector<std::int32_t> levels = {0, 0, 0, 1, 2, 2, 2, 2, 2, 1, 1};
    for (std::uint32_t step = 0; step < levels.size(); ++step) {
      QCOMPARE(channel.level().at(step), levels[step]);
    }
    QCOMPARE(channel.senders().at(waits), 1);
    QCOMPARE(channel.senders().at(takes), 0);
    QCOMPARE(channel.closed_at(), closes);
    // First in, first out: the waiting send's value came in behind.
    const Moment moment = moment_at(document->history(), takes);
    QCOMPARE(moment.objects.at(0).contents, (std::vector<std::uint32_t>{second, waits}));
    QCOMPARE(QString::fromStdString(describe(document->history(), moment.objects[0])),
             QStringLiteral("2 of 2 from G1, G1"));
    QCOMPARE(document->history().standing(1, waits + 1).activity, Activity::parked);
    QCOMPARE(document->history().standing(1, takes).activity, Activity::ready);
  }

  void an_unbuffered_channel_hands_over() {
    Hand hand(2, {object("channel")});
    hand.add(1, OpKind::start);
    hand.add(1, OpKind::spawn, 0, {}, 2);
    const auto waits = hand.add(1, OpKind::chan_recv, 1, {}, 0, true);
    hand.add(2, OpKind::start, 0, {2});
    const auto sends = hand.add(2, OpKind::chan_send, 1, {waits});
    const auto receives = hand.add(1, OpKind::chan_recv, 1, {sends});
    const DocumentPointer document = Document::of(hand.trace, "hand", go_on);
    const ChannelHistory& channel = *document->history().channel(1);
    QCOMPARE(channel.level().largest(), 0);
    QCOMPARE(channel.transfers().size(), std::size_t{1});
    QCOMPARE(channel.transfers()[0].send, sends);
    QCOMPARE(channel.transfers()[0].receive, receives);
    QCOMPARE(channel.receivers().at(waits), 1);
    QCOMPARE(channel.receivers().at(sends), 0);
  }

  void a_lock_has_holder_and_waiters() {
    Hand hand(3, {object("mutex")});
    hand.add(1, OpKind::start);
    hand.add(1, OpKind::spawn, 0, {}, 2);
    hand.add(1, OpKind::spawn, 0, {}, 3);
    const auto locks = hand.add(1, OpKind::mutex_lock, 1);
    const auto second = hand.add(2, OpKind::start, 0, {2});
    const auto third = hand.add(3, OpKind::start, 0, {3});
    const auto unlocks = hand.add(1, OpKind::mutex_unlock, 1);
    const auto next = hand.add(3, OpKind::mutex_lock, 1, {unlocks});
    hand.add(3, OpKind::mutex_unlock, 1);
    hand.add(2, OpKind::mutex_lock, 1, {9});
    const DocumentPointer document = Document::of(hand.trace, "hand", go_on);
    const History& history = document->history();
    const LockHistory& lock = *history.lock(1);
    QCOMPARE(lock.holder().at(locks - 1), 0);
    QCOMPARE(lock.holder().at(locks), 1);
    QCOMPARE(lock.holder().at(next), 3);
    QCOMPARE(lock.waiters().at(second), 1);
    QCOMPARE(lock.waiters().at(third), 2);
    QCOMPARE(lock.waiters().at(unlocks), 0);
    QCOMPARE(lock.waiters().at(next), 1);
    QCOMPARE(history.standing(2, third).activity, Activity::disabled);
    QCOMPARE(history.standing(2, unlocks).activity, Activity::ready);
    QCOMPARE(history.standing(2, next).activity, Activity::disabled);
    QCOMPARE(moment_at(history, next).objects.at(0).waiters, (std::vector<std::uint32_t>{2}));
  }

  // At every step of every scenario's run: who has an event there runs; who waits does not run on;
  // a level never leaves its bounds; the last state is what the run itself told.
  void states_agree_with_the_trace() {
    for (const DocumentPointer& document : documents_) {
      const History& history = document->history();
      const Trace& trace = document->trace();
      for (const Event& event : trace.events) {
        if (event.goroutine == 0) continue;
        const Standing now = history.standing(event.goroutine, event.number);
        QCOMPARE(now.activity, Activity::running);
        const Standing before = history.standing(event.goroutine, event.number - 1);
        // It was picked: then it was able to go on.
        QVERIFY2(before.activity != Activity::parked && before.activity != Activity::disabled &&
                     before.activity != Activity::done,
                 (document->path() + " " + sentence(trace, event)).c_str());
      }
      const Moment last = moment_at(history, document->steps());
      for (const GoroutineAt& at : last.goroutines) {
        const trace::TracedGoroutine& traced = trace.goroutines[at.goroutine - 1];
        const auto own = history.events_of(at.goroutine);
        if (!own.empty() && own.back() == document->steps()) continue;  // it has just moved
        switch (traced.state) {
          case State::done: QCOMPARE(at.standing.activity, Activity::done); break;
          case State::parked: QCOMPARE(at.standing.activity, Activity::parked); break;
          case State::disabled: QCOMPARE(at.standing.activity, Activity::disabled); break;
          default: break;
        }
      }
      for (std::uint32_t i = 1; i <= trace.objects.size(); ++i) {
        if (const ChannelHistory* channel = history.channel(i); channel != nullptr) {
          QVERIFY(channel->level().largest() <= static_cast<std::int32_t>(channel->capacity()));
        }
      }
    }
  }

  void large_traces_agree_with_a_plain_count() {
    const Trace trace = synthetic_trace(20'000, 6, 8, 3);
    const DocumentPointer document = Document::of(trace, "synthetic", go_on);
    std::vector<std::int32_t> level(trace.objects.size() + 1);
    std::vector<std::uint32_t> holder(trace.objects.size() + 1);
    for (const Event& event : trace.events) {
      if (event.kind == OpKind::chan_send) ++level[event.object];
      if (event.kind == OpKind::chan_recv) --level[event.object];
      if (event.kind == OpKind::mutex_lock) holder[event.object] = event.goroutine;
      if (event.kind == OpKind::mutex_unlock) holder[event.object] = 0;
      if (event.number % 97 != 0) continue;
      for (const ObjectAt& at : moment_at(document->history(), event.number).objects) {
        if (document->history().channel(at.object) != nullptr) {
          QCOMPARE(at.level, level[at.object]);
          QCOMPARE(at.contents.size(), static_cast<std::size_t>(at.level));
        } else {
          QCOMPARE(at.holders.empty() ? 0 : at.holders[0], holder[at.object]);
        }
      }
    }
    for (const std::uint32_t goroutine : {1U, 6U}) {
      const QImage near = paint_tile(document->history(), Lanes(document->history()).all()[0],
                                     light_palette(), 3, 0);
      QVERIFY(!near.isNull());
      QVERIFY(!document->history().events_of(goroutine).empty());
    }
  }

  void work_can_be_stopped() {
    const Trace trace = synthetic_trace(200'000, 4, 4, 1);
    int asked = 0;
    const auto stop = [&](double) { return ++asked < 3; };
    QVERIFY(Document::of(trace, "stopped", stop) == nullptr);
    QCOMPARE(asked, 3);
  }

 private:
  QTemporaryDir folder_;
  std::vector<DocumentPointer> documents_;
};

}  // namespace heddle::viewer

QTEST_GUILESS_MAIN(heddle::viewer::HistoryTest)
#include "history_test.moc"
