#include "window/main_window.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QMenuBar>
#include <QMimeData>
#include <QStatusBar>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

#include "core/commands.h"

namespace heddle::viewer {
namespace {

constexpr int recent_max = 12;
// Of the layout of docks; another number forgets what was kept.
constexpr int layout_version = 2;

}  // namespace

MainWindow::MainWindow(const QString& program, QWidget* parent)
    : QMainWindow(parent),
      program_(program),
      tabs_(new QTabWidget(this)),
      start_(new StartPage(this)),
      message_(new QLabel(this)),
      progress_(new QProgressBar(this)) {
  setObjectName(QStringLiteral("window"));
  setWindowTitle(tr("Heddle"));
  setAcceptDrops(true);
  setDockOptions(AnimatedDocks | AllowTabbedDocks | AllowNestedDocks);
  tabs_->setDocumentMode(true);
  tabs_->setTabsClosable(true);
  tabs_->setMovable(true);
  auto* centre = new QWidget(this);
  auto* layout = new QVBoxLayout(centre);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(tabs_);
  layout->addWidget(start_);
  setCentralWidget(centre);
  tabs_->hide();
  progress_->setMaximumWidth(160);
  progress_->hide();
  message_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  message_->setAccessibleName(tr("Message"));
  statusBar()->addWidget(message_, 1);
  statusBar()->addPermanentWidget(progress_);

  make_docks();
  make_actions();
  make_menus();
  connect(tabs_, &QTabWidget::currentChanged, this, &MainWindow::tab_changed);
  connect(tabs_, &QTabWidget::tabCloseRequested, this, [this](int index) {
    QWidget* page = tabs_->widget(index);
    if (auto* closed = qobject_cast<TraceTab*>(page); closed != nullptr) keep_bookmarks(*closed);
    tabs_->removeTab(index);
    tab_changed();
    page->deleteLater();
  });
  connect(start_, &StartPage::open_wanted, this, [this] { action("open")->trigger(); });
  connect(start_, &StartPage::run_wanted, this, &MainWindow::show_live);
  connect(start_, &StartPage::file_wanted, this, &MainWindow::open);
  follow_work();
  restore();
  tab_changed();
}

MainWindow::~MainWindow() = default;

// What is done off this thread, and tells how far it is.
void MainWindow::follow_work() {
  connect(&loader_, &Loader::progressed, this, [this](const QString& path, double done) {
    progress_->show();
    progress_->setValue(static_cast<int>(done * 100));
    say(tr("Opening %1 ... Esc stops it").arg(QFileInfo(path).fileName()));
  });
  connect(&loader_, &Loader::opened, this, [this](const DocumentPointer& document) {
    progress_->hide();
    if (const DocumentPointer other = std::exchange(compare_with_, nullptr); other != nullptr) {
      compare(other, document);
    } else {
      add(document);
    }
    remember(QString::fromStdString(document->path()));
    open_all({});
  });
  const EventsModel& events = events_->model();
  connect(&events, &EventsModel::filter_progressed, this, [this](double done) {
    progress_->show();
    progress_->setValue(static_cast<int>(done * 100));
    say(tr("Searching ... Esc stops it"));
  });
  connect(&events, &EventsModel::filtered, this, [this, &events] {
    if (progress_->isHidden() || loader_.busy()) return;
    progress_->hide();
    say(tr("%1 events").arg(events.rowCount()));
  });
  connect(&loader_, &Loader::causes_made, this, [this] {
    for (int i = 0; i < tabs_->count(); ++i) {
      if (auto* page = qobject_cast<TraceTab*>(tabs_->widget(i)); page != nullptr) {
        page->selection().causes_made();
      }
    }
  });
  connect(&loader_, &Loader::failed, this, [this](const QString& path, const QString& why) {
    progress_->hide();
    compare_with_ = nullptr;
    say(tr("Cannot open %1: %2").arg(path, why), true);
    open_all({});
  });
}

// --- docks --------------------------------------------------------------------------------------

QDockWidget* MainWindow::dock(const QString& title, QWidget* widget, Qt::DockWidgetArea area) {
  auto* made = new QDockWidget(title, this);
  made->setObjectName(widget->objectName() + QStringLiteral("-dock"));
  made->setWidget(widget);
  addDockWidget(area, made);
  if (auto* view = dynamic_cast<View*>(widget); view != nullptr) views_.push_back(view);
  return made;
}

void MainWindow::make_docks() {
  setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
  findings_ = new FindingsView(this);
  state_ = new StateView(this);
  events_ = new EventsView(this);
  source_ = new SourceView(this);
  decisions_ = new DecisionsView(this);
  QDockWidget* findings = dock(tr("Findings"), findings_, Qt::RightDockWidgetArea);
  dock(tr("State"), state_, Qt::RightDockWidgetArea);
  dock(tr("Source"), source_, Qt::BottomDockWidgetArea);
  QDockWidget* events = dock(tr("Events"), events_, Qt::BottomDockWidgetArea);
  QDockWidget* decisions = dock(tr("Decisions"), decisions_, Qt::BottomDockWidgetArea);
  tabifyDockWidget(events, decisions);
  live_ = new LiveView(program_, this);
  QDockWidget* live = dock(tr("Run"), live_, Qt::RightDockWidgetArea);
  tabifyDockWidget(findings, live);
  live->hide();
  connect(live, &QDockWidget::visibilityChanged, this, [this](bool shown) {
    if (shown) live_->load_list();
  });
  connect(source_, &SourceView::mapping_wanted, this, &MainWindow::map_source);
}

// --- traces -------------------------------------------------------------------------------------

TraceTab* MainWindow::tab() const {
  if (auto* page = qobject_cast<CompareTab*>(tabs_->currentWidget()); page != nullptr) {
    return &page->active();
  }
  return qobject_cast<TraceTab*>(tabs_->currentWidget());
}

void MainWindow::open(const QString& path) {
  say(tr("Opening %1 ...").arg(QFileInfo(path).fileName()));
  loader_.open(path);
}

void MainWindow::open_all(const QStringList& paths) {
  to_open_ += paths;
  if (!to_open_.isEmpty() && !loader_.busy()) open(to_open_.takeFirst());
}

void MainWindow::add(const DocumentPointer& document) {
  auto* made = new TraceTab(document, this);
  made->set_palette(*palette_);
  const QString title = QString::fromStdString(document->title());
  const QString path = QString::fromStdString(document->path());
  QSettings settings;
  made->timeline().set_drag_pans(settings.value(QStringLiteral("drag-pans")).toBool());
  std::vector<std::uint32_t> bookmarks;
  for (const QVariant& step :
       settings.value(QStringLiteral("bookmarks/") + QString(path).replace(u'/', u'|')).toList()) {
    bookmarks.push_back(step.toUInt());
  }
  made->selection().set_bookmarks(std::move(bookmarks));
  connect(&made->timeline(), &Timeline::lane_menu_wanted, this, &MainWindow::lane_menu);
  connect(&made->selection(), &Selection::bookmarks_changed, this,
          [this, made] { keep_bookmarks(*made); });
  const int index = tabs_->addTab(made, title);
  tabs_->setTabToolTip(index, path);
  tabs_->show();
  start_->hide();
  tabs_->setCurrentIndex(index);
  tab_changed();
  const trace::Trace& trace = document->trace();
  say(tr("%1 steps, %2 goroutines, findings: %3%4")
          .arg(trace.events.size())
          .arg(trace.goroutines.size())
          .arg(trace.findings.size())
          .arg(trace.prefix ? tr("; the beginning of a longer run") : QString()));
  // Whoever opens a trace wants to see the bug.
  made->selection().go_to_bug();
  made->timeline().setFocus();
  if (!laid_out_) {
    laid_out_ = true;
    QTimer::singleShot(0, this, &MainWindow::lay_out_docks);
  }
}

void MainWindow::tab_changed() {
  TraceTab* front = tab();
  tabs_->setVisible(tabs_->count() > 0);
  start_->setVisible(tabs_->count() == 0);
  for (View* view : views_) view->show_trace(front == nullptr ? nullptr : &front->selection());
  setWindowTitle(front == nullptr ? tr("Heddle")
                                  : tr("%1 - Heddle").arg(tabs_->tabText(tabs_->currentIndex())));
  if (tabs_->count() == 0) {
    start_->set_recent(QSettings().value(QStringLiteral("recent")).toStringList());
  }
  // With nothing to show the start page has the window to itself; what was closed stays closed.
  const bool any = tabs_->count() != 0;
  if (any == docks_shown_) return;
  docks_shown_ = any;
  for (QDockWidget* one : findChildren<QDockWidget*>()) {
    if (one->widget() == live_) continue;
    if (!any) one->setProperty("closed", one->isHidden());
    one->setVisible(any && !one->property("closed").toBool());
  }
}

void MainWindow::say(const QString& text, bool error) {
  QPalette colours = message_->palette();
  colours.setColor(QPalette::WindowText, error ? palette_->stuck : palette_->text);
  message_->setPalette(colours);
  message_->setText(error ? QStringLiteral("\u26A0 ") + text : text);
}

void MainWindow::remember(const QString& path) {
  QSettings settings;
  QStringList recent = settings.value(QStringLiteral("recent")).toStringList();
  const QString absolute = QFileInfo(path).absoluteFilePath();
  recent.removeAll(absolute);
  recent.prepend(absolute);
  while (recent.size() > recent_max) recent.removeLast();
  settings.setValue(QStringLiteral("recent"), recent);
}

void MainWindow::keep_bookmarks(TraceTab& tab) {
  QVariantList steps;
  for (const std::uint32_t step : tab.selection().bookmarks()) steps << step;
  const QString path = QString::fromStdString(tab.selection().document().path());
  QSettings().setValue(QStringLiteral("bookmarks/") + QString(path).replace(u'/', u'|'), steps);
}

// --- the window ---------------------------------------------------------------------------------

void MainWindow::set_dark(bool dark) {
  palette_ = dark ? &dark_palette() : &light_palette();
  QApplication::setPalette(palette_->of_widgets());
  for (View* view : views_) view->set_palette(*palette_);
  for (int i = 0; i < tabs_->count(); ++i) {
    if (auto* page = qobject_cast<TraceTab*>(tabs_->widget(i)); page != nullptr) {
      page->set_palette(*palette_);
    }
    if (auto* page = qobject_cast<CompareTab*>(tabs_->widget(i)); page != nullptr) {
      page->set_palette(*palette_);
    }
  }
  QSettings().setValue(QStringLiteral("dark"), dark);
}

void MainWindow::lay_out_docks() {
  // Only docks that are seen can be given a size.
  const auto of = [](QWidget* widget) {
    return qobject_cast<QDockWidget*>(widget->parentWidget());
  };
  of(events_)->raise();
  resizeDocks({of(findings_)}, {440}, Qt::Horizontal);
  resizeDocks({of(source_)}, {250}, Qt::Vertical);
  resizeDocks({of(findings_), of(state_)}, {360, 400}, Qt::Vertical);
  resizeDocks({of(source_), of(events_)}, {420, 540}, Qt::Horizontal);
}

void MainWindow::restore() {
  const QSettings settings;
  resize(1400, 900);
  laid_out_ = settings.contains(QStringLiteral("layout"));
  restoreGeometry(settings.value(QStringLiteral("geometry")).toByteArray());
  restoreState(settings.value(QStringLiteral("layout")).toByteArray(), layout_version);
  std::vector<SourcePaths::Mapping> mappings;
  const QVariantMap kept = settings.value(QStringLiteral("mappings")).toMap();
  for (auto i = kept.begin(); i != kept.end(); ++i) {
    mappings.push_back({i.key(), i.value().toString()});
  }
  source_->paths().set_mappings(std::move(mappings));
  set_dark(settings.value(QStringLiteral("dark")).toBool());
}

void MainWindow::closeEvent(QCloseEvent* event) {
  QSettings settings;
  settings.setValue(QStringLiteral("geometry"), saveGeometry());
  if (tabs_->count() != 0) settings.setValue(QStringLiteral("layout"), saveState(layout_version));
  loader_.cancel();
  event->accept();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  if (event->mimeData()->hasUrls()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
  const QList<QUrl> urls = event->mimeData()->urls();
  if (!urls.isEmpty() && urls.front().isLocalFile()) {
    open(urls.front().toLocalFile());
    event->acceptProposedAction();
  }
}

}  // namespace heddle::viewer
