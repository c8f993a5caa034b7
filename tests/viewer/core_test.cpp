// The library without windows: models, layouts, stepping, and what cannot be opened.

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
#include "core/lanes.h"
#include "core/loader.h"
#include "core/program.h"
#include "core/selection.h"
#include "core/source_paths.h"
#include "core/viewport.h"
#include "core/zoom_trail.h"

namespace heddle::viewer {
namespace {

using trace::Event;
using trace::OpKind;
using trace::Trace;

const auto go_on = [](double) { return true; };

}  // namespace

class CoreTest : public QObject {
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

  // What is placed stands at an event of the one taken, in order; from the first that cannot be
  // placed on none is, and there is one in few runs only.
  void decisions_stand_at_their_events() {
    std::size_t whole = 0;
    for (const DocumentPointer& document : documents_) {
      const auto events = events_of_decisions(document->history(), go_on);
      for (std::size_t i = 0; i < events.size(); ++i) {
        QVERIFY(i == 0 || events[i - 1] <= events[i]);
        const trace::Decision& decision = document->trace().decisions[i];
        if (decision.kind != trace::DecisionKind::goroutine) continue;
        QCOMPARE(document->history().event(events[i]).goroutine, decision.value);
      }
      // The last one may have been for an operation of which there is no event: it ended the run.
      if (events.size() + 1 >= document->trace().decisions.size()) ++whole;
    }
    QVERIFY2(whole * 4 >= documents_.size() * 3, std::to_string(whole).c_str());
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
      apply(events, filter);
      filter = {};
      filter.kind = OpKind::start;
      apply(events, filter);
      const auto starts =
          std::count_if(document->trace().events.begin(), document->trace().events.end(),
                        [](const Event& event) { return event.kind == OpKind::start; });
      QCOMPARE(events.rowCount(), static_cast<int>(starts));
      QCOMPARE(events.event_at(0), 1U);
      QCOMPARE(events.next_hit(1, false), 0U);
      filter.text = QStringLiteral("no such thing");
      apply(events, filter);
      QCOMPARE(events.rowCount(), 0);
      QTRY_VERIFY_WITH_TIMEOUT(!decisions.placing(), 20'000);
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

  void zooms_are_taken_back() {
    ZoomTrail trail;
    trail.shown({0, 100}, 0);
    QVERIFY(!trail.back());
    trail.shown({10, 60}, 1'000);
    trail.shown({20, 40}, 1'100);  // the same zoom goes on
    trail.shown({30, 50}, 5'000);  // no zoom
    trail.shown({30, 35}, 9'000);
    auto before = trail.back();
    QVERIFY(before.has_value());
    QCOMPARE(before->first, 30.0);
    QCOMPARE(before->last, 50.0);
    trail.shown(*before, 9'010);
    trail.shown({30, 32}, 9'020);  // soon after, but another one
    QCOMPARE(trail.back()->last, 50.0);
    QCOMPARE(trail.back()->span(), 100.0);
    QVERIFY(!trail.back());
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
    const auto same = Comparison::of(documents_.front(), documents_.front(), go_on);
    QVERIFY(same->same());
    QVERIFY(same->differences(Comparison::Side::a).empty());
    QCOMPARE(same->other(Comparison::Side::a, 1), 1U);
    QCOMPARE(same->other(Comparison::Side::b, 1'000'000), 0U);
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
  static void apply(EventsModel& events, const EventFilter& filter) {
    events.set_filter(filter);
    QTRY_VERIFY_WITH_TIMEOUT(!events.filtering(), 20'000);
  }

  QTemporaryDir folder_;
  std::vector<DocumentPointer> documents_;
};

}  // namespace heddle::viewer

QTEST_GUILESS_MAIN(heddle::viewer::CoreTest)
#include "core_test.moc"
