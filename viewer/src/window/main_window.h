#pragma once

#include <QAction>
#include <QDockWidget>
#include <QLabel>
#include <QMainWindow>
#include <QProgressBar>
#include <QSettings>
#include <QTabWidget>
#include <QTemporaryDir>

#include <functional>
#include <map>
#include <string_view>

#include "core/loader.h"
#include "core/palette.h"
#include "core/program.h"
#include "core/worker.h"
#include "window/compare_tab.h"
#include "window/decisions_view.h"
#include "window/events_view.h"
#include "window/findings_view.h"
#include "window/live_view.h"
#include "window/settings_dialog.h"
#include "window/source_view.h"
#include "window/start_page.h"
#include "window/state_view.h"
#include "window/trace_tab.h"

namespace heddle::viewer {

// The window: open traces as tabs, what follows the one in front as docks, and every command of
// core/commands.h as an action.
class MainWindow : public QMainWindow {
  Q_OBJECT

 public:
  // `program` is the command line that runs scenarios and repeats runs.
  explicit MainWindow(const QString& program, QWidget* parent = nullptr);
  ~MainWindow() override;

  // Off this thread; the trace gets a tab when it is there.
  void open(const QString& path);
  // One after the other.
  void open_all(const QStringList& paths);
  void add(const DocumentPointer& document);
  // Null when none is open.
  [[nodiscard]] TraceTab* tab() const;
  [[nodiscard]] QAction* action(std::string_view id) const;
  [[nodiscard]] Loader& loader() { return loader_; }
  [[nodiscard]] EventsView& events() { return *events_; }
  [[nodiscard]] FindingsView& findings() { return *findings_; }
  [[nodiscard]] StateView& state() { return *state_; }
  [[nodiscard]] SourceView& source() { return *source_; }
  [[nodiscard]] DecisionsView& decisions() { return *decisions_; }
  [[nodiscard]] LiveView& live() { return *live_; }
  [[nodiscard]] QTabWidget& tabs() { return *tabs_; }
  // Off this thread, too; Esc stops it.
  void compare(const DocumentPointer& a, const DocumentPointer& b);
  [[nodiscard]] bool comparing() const { return comparer_.busy(); }
  // Runs the program again with another choice; the new trace is compared with this one.
  void what_if(std::uint32_t decision, std::uint32_t goroutine);
  void show_live();
  void set_dark(bool dark);
  [[nodiscard]] const Palette& palette_now() const { return *palette_; }
  // One line at the bottom of the window; errors stay until the next one.
  void say(const QString& text, bool error = false);
  [[nodiscard]] QString said() const { return message_->text(); }
  // False with a message when the picture cannot be written: PNG, SVG or PDF, by the ending.
  bool export_picture(const QString& path);

 protected:
  void closeEvent(QCloseEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;

 private:
  using Handler = std::function<void()>;

  void follow_work();
  void make_docks();
  void make_actions();
  void make_menus();
  void handle_files();
  void handle_moving();
  void handle_stepping();
  void handle_finding();
  void handle_lanes();
  void handle_runs();
  void apply(const Settings& settings);
  void choose_comparison(TraceTab& front);
  void add_comparison(const ComparisonPointer& comparison);
  bool stop_work();
  void on(std::string_view id, Handler handler);
  void on_tab(std::string_view id, std::function<void(TraceTab&)> handler);
  void on_lane(std::string_view id, std::function<void(TraceTab&, std::size_t)> handler);
  QDockWidget* dock(const QString& title, QWidget* widget, Qt::DockWidgetArea area);
  void tab_changed();
  void lane_menu(std::size_t lane, const QPoint& at);
  void remember(const QString& path);
  void keep_bookmarks(TraceTab& tab);
  void find_lane();
  void map_source(const QString& file);
  void restore();
  void lay_out_docks();

  QString program_;
  const Palette* palette_ = &light_palette();
  Loader loader_;
  QStringList to_open_;
  bool laid_out_ = false;
  bool docks_shown_ = true;
  QTabWidget* tabs_;
  StartPage* start_;
  std::vector<View*> views_;
  FindingsView* findings_ = nullptr;
  StateView* state_ = nullptr;
  EventsView* events_ = nullptr;
  SourceView* source_ = nullptr;
  DecisionsView* decisions_ = nullptr;
  LiveView* live_ = nullptr;
  Program what_if_;
  DocumentPointer what_if_of_;
  QString what_if_file_;
  DocumentPointer compare_with_;  // what is opened next
  QTemporaryDir runs_;
  QLabel* message_;
  QProgressBar* progress_;
  std::map<std::string_view, QAction*> actions_;
  Worker comparer_;
};

}  // namespace heddle::viewer
