// What each command of core/commands.h does.

#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QFileInfo>
#include <QInputDialog>
#include <QMenu>
#include <QMenuBar>

#include <algorithm>
#include <utility>

#include "core/commands.h"
#include "core/event_text.h"
#include "window/command_palette.h"
#include "window/key_overlay.h"
#include "window/main_window.h"

namespace heddle::viewer {
namespace {

constexpr double zoom_step = 1.5;
constexpr double pan_step = 0.15;
constexpr double height_step = 1.2;

}  // namespace

QAction* MainWindow::action(std::string_view id) const {
  const auto found = actions_.find(id);
  return found == actions_.end() ? nullptr : found->second;
}

void MainWindow::on(std::string_view id, Handler handler) {
  connect(action(id), &QAction::triggered, this, [handler = std::move(handler)] { handler(); });
}

void MainWindow::on_tab(std::string_view id, std::function<void(TraceTab&)> handler) {
  on(id, [this, handler = std::move(handler)] {
    if (TraceTab* front = tab(); front != nullptr) handler(*front);
  });
}

void MainWindow::on_lane(std::string_view id, std::function<void(TraceTab&, std::size_t)> handler) {
  on_tab(id, [handler = std::move(handler)](TraceTab& front) {
    if (const auto lane = front.timeline().current_lane()) {
      handler(front, lane->index);
      front.timeline().refresh();
    }
  });
}

void MainWindow::make_actions() {
  for (const Command& command : commands()) {
    auto* made = new QAction(QString::fromUtf8(command.text), this);
    made->setObjectName(QString::fromUtf8(command.id));
    QList<QKeySequence> keys;
    for (const QString& one :
         QString::fromUtf8(command.keys).split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
      keys << QKeySequence(one);
    }
    made->setShortcuts(keys);
    addAction(made);
    actions_.emplace(command.id, made);
  }
  handle_files();
  handle_moving();
  handle_stepping();
  handle_finding();
  handle_lanes();
  handle_runs();
}

void MainWindow::make_menus() {
  QMenu* menu = nullptr;
  std::string_view section;
  for (const Command& command : commands()) {
    if (command.section != section) {
      section = command.section;
      menu = menuBar()->addMenu(QString::fromUtf8(section));
    }
    menu->addAction(action(command.id));
  }
  menu->addSeparator();
  for (QDockWidget* one : findChildren<QDockWidget*>()) {
    menu->addAction(one->toggleViewAction());
  }
}

void MainWindow::handle_files() {
  on("open", [this] {
    const QString path = QFileDialog::getOpenFileName(this, tr("Open a trace"), {},
                                                      tr("Traces (*.htrace);;All files (*)"));
    if (!path.isEmpty()) open(path);
  });
  on("close", [this] {
    if (tabs_->currentIndex() >= 0) Q_EMIT tabs_->tabCloseRequested(tabs_->currentIndex());
  });
  on_tab("export-picture", [this](TraceTab& /*front*/) {
    const QString path =
        QFileDialog::getSaveFileName(this, tr("Export the view"), QStringLiteral("timeline.png"),
                                     tr("Pictures (*.png *.svg *.pdf)"));
    if (!path.isEmpty()) export_picture(path);
  });
  on_tab("copy-finding", [this](TraceTab& /*front*/) {
    const QString text = findings_->explanation();
    if (text.isEmpty()) {
      say(tr("Nothing was found in this run"));
      return;
    }
    QApplication::clipboard()->setText(text);
    say(tr("Copied the explanation"));
  });
  on_tab("copy-replay", [this](TraceTab& front) {
    const std::string command =
        replay_command(program_.toStdString(), front.selection().document().path());
    QApplication::clipboard()->setText(QString::fromStdString(command));
    say(tr("Copied: %1").arg(QString::fromStdString(command)));
  });
  on("quit", [this] { close(); });
}

void MainWindow::handle_moving() {
  // In the graph the same keys: its time runs downwards.
  const auto zoom = [](double factor) {
    return [factor](TraceTab& front) {
      front.shows_graph() ? front.graph().zoom(factor) : front.timeline().zoom(factor);
    };
  };
  const auto pan = [](double share) {
    return [share](TraceTab& front) {
      front.shows_graph() ? front.graph().pan(share) : front.timeline().pan(share);
    };
  };
  on_tab("zoom-in", zoom(zoom_step));
  on_tab("zoom-out", zoom(1 / zoom_step));
  on_tab("pan-left", pan(-pan_step));
  on_tab("pan-right", pan(pan_step));
  on_tab("focus", [](TraceTab& front) { front.timeline().focus_selection(); });
  on_tab("view-timeline", [](TraceTab& front) { front.show_graph(false); });
  on_tab("view-graph", [](TraceTab& front) {
    front.graph().show_slice(false);
    front.show_graph(true);
  });
  on_tab("view-slice", [](TraceTab& front) {
    front.show_graph(true);
    front.graph().show_slice(true);
  });
  on_tab("zoom-back", [this](TraceTab& front) {
    if (front.shows_graph() || !front.timeline().zoom_back())
      say(tr("There is no zoom to take back"));
  });
  on_tab("fit-all", [](TraceTab& front) {
    front.graph().fit();
    front.timeline().viewport().show_all();
    front.timeline().refresh();
  });
  const auto scale = [](double factor) {
    return [factor](TraceTab& front) {
      Timeline& timeline = front.timeline();
      timeline.lanes().set_scale(timeline.lanes().scale() * factor);
      timeline.refresh();
    };
  };
  on_tab("taller", scale(height_step));
  on_tab("lower", scale(1 / height_step));
  on_tab("undo", [](TraceTab& front) { front.selection().undo(); });
  on_tab("redo", [](TraceTab& front) { front.selection().redo(); });
}

void MainWindow::handle_stepping() {
  const auto along = [this](std::string_view id, auto step) {
    on_tab(id, [this, step](TraceTab& front) {
      if (!step(front.selection())) say(tr("There is none further"));
    });
  };
  along("goroutine-next", [](Selection& s) { return s.step_along_goroutine(true); });
  along("goroutine-previous", [](Selection& s) { return s.step_along_goroutine(false); });
  along("step-next", [](Selection& s) { return s.step_by(1); });
  along("step-previous", [](Selection& s) { return s.step_by(-1); });
  along("lane-next", [](Selection& s) { return s.step_along_object(true); });
  along("lane-previous", [](Selection& s) { return s.step_along_object(false); });
  along("edge-next", [](Selection& s) { return s.step_along_edges(true); });
  along("edge-previous", [](Selection& s) { return s.step_along_edges(false); });
  on_tab("first", [](TraceTab& front) { front.selection().set_step(0); });
  on_tab("last",
         [](TraceTab& front) { front.selection().set_step(front.selection().document().steps()); });
  on_tab("play", [](TraceTab& front) { front.steps().toggle_play(); });
  on_tab("bug", [this](TraceTab& front) {
    if (!front.selection().go_to_bug()) say(tr("Nothing was found in this run"));
  });
}

void MainWindow::handle_finding() {
  on_tab("search", [this](TraceTab& /*front*/) {
    if (auto* holder = qobject_cast<QDockWidget*>(events_->parentWidget()); holder != nullptr) {
      holder->show();
      holder->raise();
    }
    events_->search().setFocus();
    events_->search().selectAll();
  });
  const auto hit = [this](bool forward) {
    return [this, forward](TraceTab& front) {
      if (events_->model().filtering()) {
        say(tr("Still searching"));
      } else if (!events_->next_hit(forward)) {
        say(tr("No further hit"));
      }
      front.timeline().setFocus();
    };
  };
  on_tab("hit-next", hit(true));
  on_tab("hit-previous", hit(false));
  on_tab("find-lane", [this](TraceTab& /*front*/) { find_lane(); });
  on("palette", [this] {
    QList<QAction*> all;
    for (const Command& command : commands()) all << action(command.id);
    (new CommandPalette(all, this))->show();
  });
  on_tab("bookmark",
         [](TraceTab& front) { front.selection().toggle_bookmark(front.selection().step()); });
  on_tab("bookmark-next", [this](TraceTab& front) {
    const auto& steps = front.selection().bookmarks();
    if (steps.empty()) {
      say(tr("There is no bookmark; M sets one"));
      return;
    }
    const std::uint32_t next = History::after(steps, front.selection().step());
    front.selection().set_step(next == 0 ? steps.front() : next);
  });
  on("clear", [this] {
    if (stop_work()) return;
    events_->clear_filter();
    TraceTab* front = tab();
    if (front == nullptr) return;
    if (front->graph().laying_out()) front->graph().show_slice(false);
    front->timeline().lanes().set_filter({});
    front->selection().clear();
    front->timeline().refresh();
    front->timeline().setFocus();
  });
  on("dark", [this] { set_dark(!palette_->dark); });
  on("help", [this] { new KeyOverlay(*palette_, this); });
  on_tab("path-anchor", [this](TraceTab& front) {
    front.selection().set_anchor(front.selection().selected());
    say(tr("Select another event: the path from step %1 to it is shown")
            .arg(front.selection().selected()));
  });
}

// False when there is none that somebody waits for.
bool MainWindow::stop_work() {
  if (loader_.busy()) {
    loader_.cancel();
    compare_with_ = nullptr;
    progress_->hide();
    say(tr("Stopped opening"));
  } else if (comparer_.busy()) {
    comparer_.cancel();
    say(tr("Stopped aligning"));
  } else if (events_->model().filtering()) {
    events_->clear_filter();
    say(tr("Stopped searching"));
  } else {
    return false;
  }
  return true;
}

void MainWindow::handle_lanes() {
  on_lane("lane-hide", [](TraceTab& front, std::size_t lane) {
    front.timeline().lanes().set_hidden(lane, true);
  });
  on_tab("lane-show-all", [](TraceTab& front) {
    front.timeline().lanes().show_all();
    front.timeline().lanes().set_filter({});
    front.timeline().refresh();
  });
  on_lane("lane-pin", [](TraceTab& front, std::size_t lane) {
    Lanes& lanes = front.timeline().lanes();
    lanes.set_pinned(lane, !lanes.all()[lane].pinned);
  });
  on_lane("lane-up",
          [](TraceTab& front, std::size_t lane) { front.timeline().lanes().move(lane, -1); });
  on_lane("lane-down",
          [](TraceTab& front, std::size_t lane) { front.timeline().lanes().move(lane, 1); });
}

void MainWindow::lane_menu(std::size_t lane, const QPoint& at) {
  TraceTab* front = tab();
  if (front == nullptr) return;
  Timeline& timeline = front->timeline();
  QMenu menu(this);
  const Lane& chosen = timeline.lanes().all()[lane];
  menu.addAction(tr("Hide %1").arg(QString::fromStdString(chosen.title)),
                 [&] { timeline.lanes().set_hidden(lane, true); });
  menu.addAction(chosen.pinned ? tr("Let go") : tr("Pin to the top"),
                 [&] { timeline.lanes().set_pinned(lane, !chosen.pinned); });
  menu.addAction(tr("Move up"), [&] { timeline.lanes().move(lane, -1); });
  menu.addAction(tr("Move down"), [&] { timeline.lanes().move(lane, 1); });
  menu.addSeparator();
  menu.addAction(action("lane-show-all"));
  menu.exec(at);
  timeline.refresh();
}

void MainWindow::find_lane() {
  bool accepted = false;
  const QString text = QInputDialog::getText(this, tr("Filter lanes"),
                                             tr("Show lanes whose name or place contains:"),
                                             QLineEdit::Normal, {}, &accepted);
  if (!accepted || tab() == nullptr) return;
  tab()->timeline().lanes().set_filter(text.trimmed().toStdString());
  tab()->timeline().refresh();
}

void MainWindow::map_source(const QString& file) {
  const QString found = QFileDialog::getOpenFileName(this, tr("Where is %1?").arg(file), {},
                                                     tr("Source (*.cpp *.cc *.h *.hpp);;All (*)"));
  if (found.isEmpty()) return;
  // What the two have in common at the end stays; the rest is mapped, for other files too.
  qsizetype same = 0;
  while (same < file.size() && same < found.size() &&
         file[file.size() - 1 - same] == found[found.size() - 1 - same]) {
    ++same;
  }
  std::vector<SourcePaths::Mapping> mappings = source_->paths().mappings();
  mappings.insert(mappings.begin(),
                  {file.left(file.size() - same), found.left(found.size() - same)});
  source_->paths().set_mappings(mappings);
  QVariantMap kept;
  for (const SourcePaths::Mapping& mapping : mappings) kept.insert(mapping.from, mapping.to);
  QSettings().setValue(QStringLiteral("mappings"), kept);
  source_->reload();
}

}  // namespace heddle::viewer
