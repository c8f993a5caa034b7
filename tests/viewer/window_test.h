#pragma once

#include <QTest>

#include "window/main_window.h"

namespace heddle::viewer {

// A window with nothing kept from before, and traces of the catalogue to open in it.
class WindowTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void init();
  void cleanup();

  void every_command_has_a_handler();
  void the_start_page_shows_when_nothing_is_open();
  void a_trace_opens_at_its_bug();
  void keys_move_through_the_run();
  void keys_zoom_and_pan();
  void clicks_select();
  void wheel_and_drags_move_the_view();
  void search_filters_and_steps_through_hits();
  void docks_follow_the_selection();
  void lanes_are_hidden_pinned_and_moved_by_keys();
  void bookmarks_are_kept();
  void the_graph_shows_and_selects();
  void graphviz_missing_is_said();
  void overlay_and_palette_open_and_close();
  void pictures_are_exported();
  void what_is_copied();
  void bad_files_are_said_and_lose_nothing();
  void dropped_files_open();
  void two_traces_are_compared();
  void a_scenario_is_explored_live();
  void another_choice_is_run();
  void widgets_have_names_for_screen_readers();

 private:
  void open(const QString& name);
  void key(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier);

  QTemporaryDir folder_;
  QTemporaryDir settings_;
  QStringList files_;
  std::unique_ptr<MainWindow> window_;
};

}  // namespace heddle::viewer
