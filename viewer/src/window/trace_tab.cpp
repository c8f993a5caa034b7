#include "window/trace_tab.h"

#include <QVBoxLayout>

#include <utility>

namespace heddle::viewer {

TraceTab::TraceTab(DocumentPointer document, QWidget* parent)
    : QWidget(parent),
      selection_(std::move(document)),
      views_(new QStackedWidget(this)),
      timeline_(new Timeline(selection_, this)),
      graph_(new GraphView(selection_, this)),
      steps_(new StepBar(selection_, this)) {
  views_->addWidget(timeline_);
  views_->addWidget(graph_);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(views_, 1);
  layout->addWidget(steps_);
}

void TraceTab::set_palette(const Palette& palette) {
  timeline_->set_palette(palette);
  graph_->set_palette(palette);
}

void TraceTab::show_graph(bool graph) {
  views_->setCurrentWidget(graph ? static_cast<QWidget*>(graph_) : timeline_);
  views_->currentWidget()->setFocus();
}

}  // namespace heddle::viewer
