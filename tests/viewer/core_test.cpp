// The library without windows: histories, moments, models, layouts, and what cannot be opened.

#include <heddle/trace/trace_file.h>

#include <QAbstractItemModelTester>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <set>
#include <vector>

#include "core/commands.h"
#include "core/comparison.h"
#include "core/decisions_model.h"
#include "core/dot_layout.h"
#include "core/event_text.h"
#include "core/events_model.h"
#include "core/lane_tile.h"
#include "core/lanes.h"
#include "core/loader.h"
#include "core/moment.h"
#include "core/program.h"
#include "core/selection.h"
#include "core/source_paths.h"
#include "core/viewport.h"
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

class CoreTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    QVERIFY(folder_.isValid());
    QProcess heddle;
    heddle.start(QStringLiteral(HEDDLE_PROGRAM),
                 {QStringLiteral("explore"), QStringLiteral("--seed"), QStringLiteral("1"),
                  QStringLiteral("--out"), folder_.path()});
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

  void every_decision_has_its_event() {
    for (const DocumentPointer& document : documents_) {
      const auto events = events_of_decisions(document->history());
      for (std::size_t i = 0; i < events.size(); ++i) {
        // An operation that ended the run has no event.
        const bool ended_the_run =
            i + 1 == events.size() && i > 0 && events[i - 1] != 0 &&
            document->trace().findings.front().kind == trace::Kind::close_nil;
        if (ended_the_run) continue;
        QVERIFY2(events[i] != 0, (document->path() + ": decision " + std::to_string(i)).c_str());
        const trace::Decision& decision = document->trace().decisions[i];
        if (decision.kind != trace::DecisionKind::goroutine) continue;
        QCOMPARE(document->history().event(events[i]).goroutine, decision.value);
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

  void models_keep_their_promises() {
    for (const DocumentPointer& document : documents_) {
      EventsModel events;
      DecisionsModel decisions;
      const QAbstractItemModelTester of_events(
          &events, QAbstractItemModelTester::FailureReportingMode::QtTest);
      const QAbstractItemModelTester of_decisions(
          &decisions, QAbstractItemModelTester::FailureReportingMode::QtTest);
      events.set_document(document);
      decisions.set_document(document);
      QCOMPARE(events.rowCount(), static_cast<int>(document->steps()));
      EventFilter filter;
      filter.text = QStringLiteral("G1");
      events.set_filter(filter);
      filter = {};
      filter.kind = OpKind::start;
      events.set_filter(filter);
      const auto starts =
          std::count_if(document->trace().events.begin(), document->trace().events.end(),
                        [](const Event& event) { return event.kind == OpKind::start; });
      QCOMPARE(events.rowCount(), static_cast<int>(starts));
      QCOMPARE(events.event_at(0), 1U);
      QCOMPARE(events.next_hit(1, false), 0U);
      filter.text = QStringLiteral("no such thing");
      events.set_filter(filter);
      QCOMPARE(events.rowCount(), 0);
      events.set_document(nullptr);
      QCOMPARE(events.rowCount(), 0);
    }
  }

  void the_viewport_keeps_what_it_zooms_at() {
    Viewport viewport;
    viewport.set_width(1000);
    viewport.set_steps(1'000'000);
    for (int i = 0; i < 30; ++i) {
      const double before = viewport.step_at(400);
      viewport.zoom(1.5, 400);
      if (viewport.span() > 20) QVERIFY(std::abs(viewport.step_at(400) - before) < 1);
    }
    QVERIFY(viewport.px_per_step() <= 150);
    viewport.pan(-1e12);
    QCOMPARE(viewport.first(), 0.0);
    viewport.pan(1e12);
    QVERIFY(viewport.last() <= 1'000'001.0);
    viewport.show_all();
    QCOMPARE(viewport.span(), 1'000'001.0);
    QVERIFY(!viewport.make_visible(500));
    viewport.set_steps(0);
    viewport.zoom(2, 10);
    QVERIFY(viewport.span() > 0);
  }

  void lanes_hide_pin_move_and_filter() {
    Lanes lanes(documents_.front()->history());
    const std::size_t count = lanes.placed().size();
    QVERIFY(count >= 3);
    const std::string second = lanes.all()[1].title;
    lanes.set_hidden(0, true);
    QCOMPARE(lanes.placed().size(), count - 1);
    lanes.show_all();
    lanes.set_pinned(1, true);
    QCOMPARE(lanes.placed()[0].index, std::size_t{1});
    QVERIFY(lanes.pinned_px() > 0);
    lanes.set_pinned(1, false);
    lanes.move(1, -1);
    QCOMPARE(lanes.all()[0].title, second);
    lanes.move(0, -5);
    QCOMPARE(lanes.all()[0].title, second);
    lanes.set_filter(lanes.all().back().title);
    QCOMPARE(lanes.placed().size(), std::size_t{1});
    lanes.set_filter("no such lane");
    QVERIFY(lanes.placed().empty());
  }

  void stepping_follows_the_run() {
    Selection selection(documents_.front());
    QSignalSpy changes(&selection, &Selection::changed);
    QVERIFY(selection.step_by(1));
    QCOMPARE(selection.step(), 1U);
    QVERIFY(!selection.step_by(-2) || selection.step() == 0);
    QVERIFY(!selection.step_by(-1));
    selection.set_step(1'000'000'000);
    QCOMPARE(selection.step(), documents_.front()->steps());
    QVERIFY(!selection.step_by(1));
    selection.set_step(1);
    while (selection.step_along_goroutine(true)) {
      QCOMPARE(documents_.front()->history().event(selection.step()).goroutine, 1U);
    }
    QVERIFY(selection.undo());
    QVERIFY(selection.redo());
    QVERIFY(selection.go_to_bug());
    QVERIFY(selection.finding() == 0);
    QVERIFY(!selection.marked().empty());
    selection.toggle_bookmark(3);
    selection.toggle_bookmark(2);
    selection.toggle_bookmark(3);
    QCOMPARE(selection.bookmarks(), (std::vector<std::uint32_t>{2}));
    QVERIFY(changes.count() > 5);
  }

  // Rows of the graph keep the order: an edge never leads up.
  void graph_rows_keep_the_order() {
    for (const DocumentPointer& document : documents_) {
      const Document::Causes& causes = document->causes();
      const Trace& trace = document->trace();
      std::set<std::pair<std::uint32_t, std::uint32_t>> taken;
      for (const Event& event : trace.events) {
        const std::uint32_t row = causes.layout.row_of(event.number);
        QVERIFY(taken.emplace(event.goroutine, row).second);
        for (std::uint32_t i = 0; i < event.edge_count; ++i) {
          QVERIFY(causes.layout.row_of(trace.edges[event.edges + i]) < row);
        }
      }
      std::size_t sum = 0;
      for (std::uint32_t row = 0; row < causes.layout.rows(); ++row) {
        sum += causes.layout.events_in(row).size();
      }
      QCOMPARE(sum, trace.events.size());
    }
  }

  void graphviz_text_is_read_or_refused() {
    const auto good =
        read_plain(QStringLiteral("graph 1 2 3\nnode e1 1 2.5 1 .5 \"\" solid box black lightgrey\n"
                                  "node e2 1 .5 1 .5 \"\" solid box black lightgrey\n"
                                  "edge e1 e2 4 1 2 1 1.7 1 1.3 1 1 solid black\nstop\n"));
    QVERIFY(good.has_value());
    QCOMPARE(good->nodes.size(), std::size_t{2});
    QCOMPARE(good->edges[0].points.size(), std::size_t{4});
    QVERIFY(good->nodes[0].rect.top() < good->nodes[1].rect.top());
    for (const char* bad : {"", "graph", "graph 1 2 3\n", "graph 1 2 3\nnode\nstop\n",
                            "graph 1 2 3\nedge e1 e2 99999999 1 2\nstop\n", "\xff\xfe\nstop\n",
                            "graph 1 2 3\nedge e1 e2 1 1 2\nstop\n"}) {
      QVERIFY2(!read_plain(QString::fromUtf8(bad)).has_value(), bad);
    }
  }

  void what_cannot_be_opened_says_why_data() {
    QTest::addColumn<QByteArray>("bytes");
    QFile good(QString::fromStdString(documents_.front()->path()));
    QVERIFY(good.open(QIODevice::ReadOnly));
    const QByteArray whole = good.readAll();
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("text") << QByteArray("this is no trace\n");
    QTest::newRow("zeros") << QByteArray(100'000, '\0');
    QByteArray damaged = whole;
    damaged[damaged.size() / 2] = static_cast<char>(damaged[damaged.size() / 2] ^ 0x55);
    QTest::newRow("damaged") << damaged;
    QTest::newRow("cut short") << whole.left(12);
  }
  void what_cannot_be_opened_says_why() {
    QFETCH(QByteArray, bytes);
    const QString path = folder_.filePath(QStringLiteral("bad.file"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes);
    file.close();
    Loader loader;
    QSignalSpy failed(&loader, &Loader::failed);
    QSignalSpy opened(&loader, &Loader::opened);
    loader.open(path);
    QTRY_VERIFY_WITH_TIMEOUT(failed.count() + opened.count() == 1, 20'000);
    QCOMPARE(opened.count(), 0);
    QVERIFY(!failed[0][1].toString().isEmpty());
  }

  void missing_folders_and_huge_files_say_why() {
    std::string error;
    QVERIFY(Document::open(folder_.filePath(QStringLiteral("nothing")).toStdString(), go_on,
                           error) == nullptr);
    QCOMPARE(QString::fromStdString(error), QStringLiteral("there is no such file"));
    QVERIFY(Document::open(folder_.path().toStdString(), go_on, error) == nullptr);
    QCOMPARE(QString::fromStdString(error), QStringLiteral("it is a folder"));
    QVERIFY(Document::open("/dev/zero", go_on, error) == nullptr);
    // 5 GB of nothing: a file with a hole.
    QFile huge(folder_.filePath(QStringLiteral("huge.htrace")));
    QVERIFY(huge.open(QIODevice::WriteOnly));
    QVERIFY(huge.resize(qint64{5} << 30));
    huge.close();
    QVERIFY(Document::open(huge.fileName().toStdString(), go_on, error) == nullptr);
    QVERIFY2(error.find("MB") != std::string::npos, error.c_str());
    huge.remove();
  }

  void programs_that_misbehave_say_why_data() {
    QTest::addColumn<QString>("program");
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("missing") << QStringLiteral("/no/such/program") << QStringList();
    QTest::newRow("exits") << QStringLiteral("sh")
                           << QStringList{QStringLiteral("-c"), QStringLiteral("exit 3")};
    QTest::newRow("rubbish") << QStringLiteral("sh")
                             << QStringList{QStringLiteral("-c"),
                                            QStringLiteral("echo rubbish; echo '{'; exit 0")};
    QTest::newRow("killed") << QStringLiteral("sh")
                            << QStringList{QStringLiteral("-c"), QStringLiteral("kill -9 $$")};
  }
  void programs_that_misbehave_say_why() {
    QFETCH(QString, program);
    QFETCH(QStringList, arguments);
    Program one;
    QSignalSpy failed(&one, &Program::failed);
    one.start(program, arguments);
    QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, 20'000);
    QVERIFY(failed[0][0].toString().contains(program));
  }

  void a_program_that_hangs_can_be_cancelled() {
    Program one;
    QSignalSpy cancelled(&one, &Program::cancelled);
    one.start(QStringLiteral("sh"),
              {QStringLiteral("-c"), QStringLiteral("trap '' TERM; sleep 100 & wait; wait")});
    QTRY_VERIFY_WITH_TIMEOUT(one.running(), 5'000);
    one.cancel();
    QTRY_COMPARE_WITH_TIMEOUT(cancelled.count(), 1, 20'000);
  }

  void sources_are_found_beside_the_trace_and_by_mapping() {
    QTemporaryDir tree;
    QVERIFY(QDir(tree.path()).mkpath(QStringLiteral("a/b")));
    QFile file(tree.filePath(QStringLiteral("a/x.cpp")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.close();
    SourcePaths paths;
    QCOMPARE(paths.find(QStringLiteral("a/x.cpp"), tree.filePath(QStringLiteral("a/b/t.htrace"))),
             file.fileName());
    QVERIFY(paths.find(QStringLiteral("y.cpp"), {}).isEmpty());
    paths.set_mappings({{QStringLiteral("far/away/"), tree.filePath(QStringLiteral("a/"))}});
    QCOMPARE(paths.find(QStringLiteral("far/away/x.cpp"), {}), file.fileName());
    QVERIFY(paths.find({}, {}).isEmpty());
  }

  void a_run_compared_with_itself_is_the_same() {
    const Comparison same(documents_.front(), documents_.front());
    QVERIFY(same.same());
    QVERIFY(same.differences(Comparison::Side::a).empty());
    QCOMPARE(same.other(Comparison::Side::a, 1), 1U);
    QCOMPARE(same.other(Comparison::Side::b, 1'000'000), 0U);
  }

  void commands_are_unique() {
    std::set<std::string_view> ids;
    std::set<QString> keys;
    for (const Command& command : commands()) {
      QVERIFY(ids.insert(command.id).second);
      for (const QString& key :
           QString::fromUtf8(command.keys.data(), static_cast<qsizetype>(command.keys.size()))
               .split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        QVERIFY2(keys.insert(key).second, qPrintable(key));
      }
    }
    QVERIFY(command_of("open") != nullptr);
    QVERIFY(command_of("no such") == nullptr);
  }

  void replay_commands_are_quoted() {
    QCOMPARE(replay_command("heddle", "a.htrace"), std::string("heddle replay a.htrace"));
    QCOMPARE(replay_command("heddle", "it's"), std::string("heddle replay 'it'\\''s'"));
  }

 private:
  QTemporaryDir folder_;
  std::vector<DocumentPointer> documents_;
};

}  // namespace heddle::viewer

QTEST_GUILESS_MAIN(heddle::viewer::CoreTest)
#include "core_test.moc"
