#include "window/graph_view.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include "window/graph_canvas.h"

namespace heddle::viewer {
namespace {

constexpr int dot_limit_ms = 2000;

}  // namespace

GraphView::GraphView(Selection& selection, QWidget* parent)
    : QWidget(parent),
      selection_(selection),
      canvas_(new GraphCanvas(selection, this)),
      slice_(new QToolButton(this)),
      message_(new QLabel(this)) {
  setObjectName(QStringLiteral("graph"));
  slice_->setText(tr("Only what matters to the finding"));
  slice_->setCheckable(true);
  slice_->setToolTip(tr("Laid out by Graphviz; Esc stops it"));
  auto* all = new QToolButton(this);
  all->setText(tr("Fit"));
  auto* bar = new QHBoxLayout;
  bar->setContentsMargins(6, 3, 6, 3);
  bar->setSpacing(6);
  bar->addWidget(slice_);
  bar->addWidget(all);
  bar->addWidget(message_, 1);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addLayout(bar);
  layout->addWidget(canvas_, 1);
  setFocusProxy(canvas_);
  limit_.setSingleShot(true);
  limit_.setInterval(dot_limit_ms);
  connect(slice_, &QToolButton::toggled, this, &GraphView::show_slice);
  connect(all, &QToolButton::clicked, this, &GraphView::fit);
  connect(&limit_, &QTimer::timeout, this, [this] {
    process_.kill();
    say(tr("Graphviz took too long; all events are shown in lanes"));
  });
  connect(&process_, &QProcess::finished, this, [this](int code, QProcess::ExitStatus status) {
    dot_finished(code == 0 && status == QProcess::NormalExit);
  });
  connect(&process_, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
    if (error != QProcess::FailedToStart) return;
    limit_.stop();
    slice_->setChecked(false);
    slice_->setEnabled(false);
    say(tr("Graphviz (dot) is not installed; all events are shown in lanes"));
  });
  connect(&selection_, &Selection::finding_changed, this, [this] {
    if (slice_->isChecked()) show_slice(true);
  });
  say(selection_.document().trace().findings.empty() ? tr("Nothing was found in this run")
                                                     : QString());
}

GraphView::~GraphView() {
  process_.disconnect(this);
  process_.kill();
  process_.waitForFinished(1000);
}

void GraphView::set_palette(const Palette& palette) { canvas_->set_palette(palette); }
void GraphView::zoom(double factor) { canvas_->zoom(factor); }
void GraphView::pan(double share) { canvas_->pan(share); }
void GraphView::fit() { canvas_->fit(); }
QString GraphView::message() const { return message_->text(); }
void GraphView::say(const QString& text) { message_->setText(text); }

void GraphView::show_slice(bool slice) {
  if (slice_->isChecked() != slice) {
    slice_->setChecked(slice);
    return;  // comes again by its signal
  }
  say({});
  if (!slice) {
    limit_.stop();
    process_.kill();
    canvas_->set_layout(nullptr);
    return;
  }
  if (layout_ && of_finding_ == selection_.finding()) {
    canvas_->set_layout(&*layout_);
  } else {
    start_dot();
  }
}

void GraphView::start_dot() {
  canvas_->set_layout(nullptr);
  layout_.reset();
  const trace::Explanation* explanation = selection_.explanation();
  if (explanation == nullptr || explanation->events.empty()) {
    say(tr("No finding is selected; B goes to the bug"));
    return;
  }
  if (explanation->events.size() > dot_nodes_max) {
    say(tr("The slice has %1 events, more than Graphviz lays out in time")
            .arg(explanation->events.size()));
    return;
  }
  of_finding_ = selection_.finding();
  const auto edges = selection_.document().graph().reduced(explanation->events);
  process_.kill();
  process_.waitForFinished(1000);
  say(tr("Graphviz works ..."));
  limit_.start();
  process_.start(dot_, {QStringLiteral("-Tplain")});
  process_.write(dot_text(selection_.document().trace(), explanation->events, edges).toUtf8());
  process_.closeWriteChannel();
}

void GraphView::dot_finished(bool good) {
  if (!limit_.isActive()) return;  // stopped: by its time, or by whoever looks
  limit_.stop();
  if (good) layout_ = read_plain(QString::fromUtf8(process_.readAllStandardOutput()));
  if (!layout_) {
    say(tr("Graphviz failed; all events are shown in lanes"));
    return;
  }
  say(tr("%1 events that matter to the finding").arg(layout_->nodes.size()));
  if (slice_->isChecked()) canvas_->set_layout(&*layout_);
}

}  // namespace heddle::viewer
