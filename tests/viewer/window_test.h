#pragma once

#include <QStringList>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

#include "window/main_window.h"

namespace heddle::viewer {

// How long a test waits for what should come.
inline constexpr int patience_ms = 30'000;

// A window with nothing kept from before, and traces of the catalogue to open in it.
class WindowTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void init();
  void cleanup();

  // window_test.cpp
  void every_command_has_a_handler();
  void overlay_and_palette_open_and_close();
  void widgets_have_names_for_screen_readers();

  // window_moving_test.cpp
  void keys_move_through_the_run();
  void keys_zoom_and_pan();
  void clicks_select();
  void wheel_and_drags_move_the_view();
  void lanes_are_hidden_pinned_and_moved_by_keys();
  void bookmarks_are_kept();

  // window_views_test.cpp
  void a_trace_opens_at_its_bug();
  void search_filters_and_steps_through_hits();
  void searching_is_stopped_by_esc();
  void docks_follow_the_selection();
  void the_graph_shows_and_selects();
  void graphviz_missing_is_said();

  // window_files_test.cpp
  void the_start_page_shows_when_nothing_is_open();
  void bad_files_are_said_and_lose_nothing();
  void dropped_files_open();
  void pictures_are_exported();
  void a_full_disk_leaves_nothing_half_written();
  void a_device_is_not_replaced_by_a_picture();
  void what_is_copied();

  // window_runs_test.cpp
  void two_traces_are_compared();
  void comparing_is_stopped_by_esc();
  void a_scenario_is_explored_live();
  void findings_appear_as_they_are_found();
  void another_choice_is_run();

 private:
  void open(const QString& name);
  void key(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier);

  QTemporaryDir folder_;
  QTemporaryDir settings_;
  QStringList files_;
  std::unique_ptr<MainWindow> window_;
};

}  // namespace heddle::viewer
