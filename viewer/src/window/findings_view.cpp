#include "window/findings_view.h"

#include <QUrl>
#include <QVBoxLayout>

#include "core/event_text.h"

namespace heddle::viewer {

FindingsView::FindingsView(QWidget* parent)
    : QWidget(parent), list_(new QListWidget(this)), text_(new QTextBrowser(this)) {
  setObjectName(QStringLiteral("findings"));
  list_->setAccessibleName(tr("Findings"));
  list_->setWordWrap(true);
  list_->setMaximumHeight(90);
  text_->setAccessibleName(tr("Explanation of the finding"));
  text_->setOpenLinks(false);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(2);
  layout->addWidget(list_);
  layout->addWidget(text_, 1);
  connect(list_, &QListWidget::currentRowChanged, this, [this](int row) {
    if (selection_ != nullptr && row >= 0) selection_->select_finding(row);
  });
  connect(list_, &QListWidget::itemClicked, this, [this](const QListWidgetItem* item) {
    if (selection_ != nullptr) selection_->select_finding(list_->row(item));
  });
  connect(text_, &QTextBrowser::anchorClicked, this, &FindingsView::follow);
}

void FindingsView::show_trace(Selection* selection) {
  if (selection_ != nullptr) selection_->disconnect(this);
  selection_ = selection;
  const QSignalBlocker quiet(list_);
  list_->clear();
  if (selection != nullptr) {
    for (const trace::Finding& finding : selection->document().trace().findings) {
      list_->addItem(QString::fromStdString(trace::headline(finding)));
    }
    connect(selection, &Selection::finding_changed, this, &FindingsView::refresh);
  }
  refresh();
}

void FindingsView::set_palette(const Palette& palette) {
  palette_ = &palette;
  text_->document()->setDefaultStyleSheet(
      QStringLiteral("a { color: %1; }").arg(palette.edge.name()));
  refresh();
}

void FindingsView::refresh() {
  const QSignalBlocker quiet(list_);
  if (selection_ == nullptr) {
    text_->setHtml(tr("<p>Open a trace to see what was found.</p>"));
    return;
  }
  const trace::Trace& trace = selection_->document().trace();
  const int index = selection_->finding();
  list_->setCurrentRow(index);
  list_->setVisible(trace.findings.size() > 1);
  if (index >= 0) {
    text_->setHtml(QString::fromStdString(finding_html(
        selection_->document().history(), trace.findings[static_cast<std::size_t>(index)],
        selection_->explanation() == nullptr ? std::string() : selection_->explanation()->story)));
  } else if (trace.findings.empty()) {
    text_->setHtml(tr("<p>Nothing was found in this run.</p>"));
  } else {
    text_->setHtml(tr("<p>Press <b>B</b> to go to the bug.</p>"));
  }
}

QString FindingsView::explanation() const {
  if (selection_ == nullptr) return {};
  const trace::Trace& trace = selection_->document().trace();
  if (trace.findings.empty()) return {};
  const int index = std::max(0, selection_->finding());
  QString text =
      QString::fromStdString(finding_text(trace, trace.findings[static_cast<std::size_t>(index)]));
  if (selection_->explanation() != nullptr) {
    text += QLatin1Char('\n') + QString::fromStdString(selection_->explanation()->story) +
            QLatin1Char('\n');
  }
  return text;
}

void FindingsView::follow(const QUrl& link) {
  if (selection_ == nullptr || link.scheme() != QStringLiteral("event")) return;
  const auto event = link.path().toUInt();
  if (event != 0) selection_->set_step(event);
}

}  // namespace heddle::viewer
