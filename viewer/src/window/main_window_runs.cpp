// Comparing traces, and what the command line is started for.

#include <QFileDialog>
#include <QFileInfo>
#include <QInputDialog>

#include <new>

#include "window/main_window.h"
#include "window/settings_dialog.h"

namespace heddle::viewer {

void MainWindow::handle_runs() {
  on("run", [this] { show_live(); });
  on_tab("compare", [this](TraceTab& front) { choose_comparison(front); });
  const auto jump = [this](bool forward) {
    return [this, forward] {
      auto* page = qobject_cast<CompareTab*>(tabs_->currentWidget());
      if (page == nullptr) {
        say(tr("Nothing is compared; Ctrl+K compares this trace with another"));
      } else if (!page->next_difference(forward)) {
        say(tr("There is no further difference"));
      }
    };
  };
  on("difference-next", jump(true));
  on("difference-previous", jump(false));
  on("settings", [this] {
    QSettings kept;
    SettingsDialog dialog(
        {palette_->dark, kept.value(QStringLiteral("drag-pans")).toBool(), program_}, this);
    if (dialog.exec() == QDialog::Accepted) apply(dialog.settings());
  });
  connect(live_, &LiveView::trace_wanted, this, &MainWindow::open);
  connect(decisions_, &DecisionsView::another_wanted, this, &MainWindow::what_if);
  connect(&what_if_, &Program::failed, this,
          [this](const QString& why) { say(tr("What if: %1").arg(why), true); });
  connect(&what_if_, &Program::finished, this, [this] {
    if (!QFileInfo::exists(what_if_file_)) {
      say(tr("What if: '%1' wrote no trace").arg(program_), true);
      return;
    }
    compare_with_ = what_if_of_;
    open(what_if_file_);
  });
}

void MainWindow::apply(const Settings& settings) {
  set_dark(settings.dark);
  QSettings kept;
  kept.setValue(QStringLiteral("drag-pans"), settings.drag_pans);
  for (int i = 0; i < tabs_->count(); ++i) {
    for (TraceTab* page : tabs_->widget(i)->findChildren<TraceTab*>()) {
      page->timeline().set_drag_pans(settings.drag_pans);
    }
    if (auto* page = qobject_cast<TraceTab*>(tabs_->widget(i)); page != nullptr) {
      page->timeline().set_drag_pans(settings.drag_pans);
    }
  }
  program_ = settings.program;
  live_->set_program(program_);
}

void MainWindow::show_live() {
  auto* holder = qobject_cast<QDockWidget*>(live_->parentWidget());
  holder->show();
  holder->raise();
  live_->load_list();
  live_->scenarios().setFocus();
}

void MainWindow::choose_comparison(TraceTab& front) {
  // With one that is open, or one from a file.
  QStringList names;
  std::vector<DocumentPointer> documents;
  for (int i = 0; i < tabs_->count(); ++i) {
    auto* page = qobject_cast<TraceTab*>(tabs_->widget(i));
    if (page == nullptr || page == &front) continue;
    names << QStringLiteral("%1  (%2)").arg(tabs_->tabText(i), tabs_->tabToolTip(i));
    documents.push_back(page->selection().document_pointer());
  }
  names << tr("From a file...");
  bool accepted = false;
  const QString name = QInputDialog::getItem(this, tr("Compare"), tr("Compare this trace with:"),
                                             names, 0, false, &accepted);
  if (!accepted) return;
  const qsizetype index = names.indexOf(name);
  if (index + 1 < names.size()) {
    compare(front.selection().document_pointer(), documents[static_cast<std::size_t>(index)]);
    return;
  }
  const QString path = QFileDialog::getOpenFileName(this, tr("Compare with"), {},
                                                    tr("Traces (*.htrace);;All files (*)"));
  if (path.isEmpty()) return;
  compare_with_ = front.selection().document_pointer();
  open(path);
}

void MainWindow::compare(const DocumentPointer& a, const DocumentPointer& b) {
  if (a->trace().scenario != b->trace().scenario) {
    say(tr("Runs of different scenarios cannot be aligned: %1, %2")
            .arg(QString::fromStdString(a->trace().scenario),
                 QString::fromStdString(b->trace().scenario)),
        true);
    return;
  }
  say(tr("Aligning the two runs ... Esc stops it"));
  comparer_.start([this, a, b](const Worker::Wish& wish) {
    try {
      const auto comparison =
          Comparison::of(a, b, [&wish](double /*done*/) { return wish.holds(); });
      wish.answer([this, comparison] { add_comparison(comparison); });
    } catch (const std::bad_alloc&) {
      wish.answer([this] { say(tr("There is not enough memory to align the two runs"), true); });
    }
  });
}

void MainWindow::add_comparison(const ComparisonPointer& comparison) {
  const std::string& scenario = comparison->document(Comparison::Side::a)->trace().scenario;
  auto* made = new CompareTab(comparison, this);
  made->set_palette(*palette_);
  connect(made, &CompareTab::active_changed, this, &MainWindow::tab_changed);
  const int index = tabs_->addTab(made, tr("%1: comparison").arg(QString::fromStdString(scenario)));
  tabs_->setCurrentIndex(index);
  made->active().timeline().setFocus();
  if (comparison->same()) {
    say(tr("The two runs do not differ in any order that matters"));
  } else {
    made->next_difference(true);
    say(tr("N and Shift+N go from difference to difference"));
  }
}

void MainWindow::what_if(std::uint32_t decision, std::uint32_t goroutine) {
  TraceTab* front = tab();
  if (front == nullptr) return;
  what_if_of_ = front->selection().document_pointer();
  const trace::Trace& trace = what_if_of_->trace();
  QString name = QString::fromStdString(trace.scenario).replace(u'/', u'.');
  what_if_file_ = runs_.filePath(
      QStringLiteral("%1.until%2.take%3.htrace").arg(name).arg(decision).arg(goroutine));
  QFile::remove(what_if_file_);
  say(tr("Running %1 again: %2 decisions as before, then %3 ...")
          .arg(QString::fromStdString(trace.scenario))
          .arg(decision)
          .arg(QString::fromStdString(trace::label(trace, goroutine))));
  what_if_.start(program_,
                 {QStringLiteral("replay"), QString::fromStdString(what_if_of_->path()),
                  QStringLiteral("--until"), QString::number(decision), QStringLiteral("--take"),
                  QString::number(goroutine), QStringLiteral("-o"), what_if_file_},
                 Program::Output::text);
}

}  // namespace heddle::viewer
