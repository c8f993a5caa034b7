#include "window/source_view.h"

#include <QFile>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QTextBlock>
#include <QVBoxLayout>

#include "window/cpp_colours.h"
#include "window/numbered_text.h"

namespace heddle::viewer {
namespace {

// Of larger files only the beginning is shown.
constexpr qint64 bytes_max = 4 << 20;

}  // namespace

SourceView::SourceView(QWidget* parent)
    : QWidget(parent),
      head_(new QLabel(this)),
      map_(new QPushButton(tr("Tell where it is..."), this)),
      text_(new NumberedText(this)),
      colours_(new CppColours(text_->document())) {
  setObjectName(QStringLiteral("source"));
  QFont mono = QFontDatabase::systemFont(QFontDatabase::FixedFont);
  mono.setPointSizeF(font().pointSizeF());
  text_->setFont(mono);
  text_->setReadOnly(true);
  text_->setLineWrapMode(QPlainTextEdit::NoWrap);
  text_->setAccessibleName(tr("Source"));
  text_->setTabStopDistance(text_->fontMetrics().horizontalAdvance(QLatin1Char(' ')) * 4);
  head_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  head_->setContentsMargins(4, 2, 4, 2);
  map_->hide();
  auto* line = new QHBoxLayout;
  line->addWidget(head_, 1);
  line->addWidget(map_);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addLayout(line);
  layout->addWidget(text_, 1);
  connect(map_, &QPushButton::clicked, this, [this] { Q_EMIT mapping_wanted(file_); });
}

void SourceView::show_trace(Selection* selection) {
  if (selection_ != nullptr) selection_->disconnect(this);
  selection_ = selection;
  if (selection != nullptr) connect(selection, &Selection::changed, this, &SourceView::refresh);
  file_.clear();
  refresh();
}

void SourceView::set_palette(const Palette& palette) {
  palette_ = &palette;
  colours_->set_palette(palette);
  static_cast<NumberedText*>(text_)->set_palette(palette);
  refresh();
}

void SourceView::reload() {
  file_.clear();
  refresh();
}

void SourceView::load(const QString& file) {
  file_ = file;
  missing_ = false;
  map_->hide();
  const QString trace_path = QString::fromStdString(selection_->document().path());
  const QString path = paths_.find(file, trace_path);
  QFile source(path);
  if (path.isEmpty() || !source.open(QIODevice::ReadOnly)) {
    missing_ = true;
    map_->show();
    QString why = tr("%1 is not here.\n\nTried:\n").arg(file);
    const QStringList tried = paths_.candidates(file, trace_path);
    for (qsizetype i = 0; i < tried.size() && i < 12; ++i) {
      why += QStringLiteral("  ") + tried[i] + QLatin1Char('\n');
    }
    text_->setPlainText(why);
    return;
  }
  text_->setPlainText(QString::fromUtf8(source.read(bytes_max)));
}

void SourceView::mark(int line) {
  QList<QTextEdit::ExtraSelection> marks;
  const QTextBlock block = text_->document()->findBlockByNumber(line - 1);
  if (!missing_ && block.isValid()) {
    QTextEdit::ExtraSelection mark;
    mark.format.setBackground(palette_->selection);
    mark.format.setProperty(QTextFormat::FullWidthSelection, true);
    mark.cursor = QTextCursor(block);
    marks.append(mark);
    text_->setTextCursor(mark.cursor);
    text_->centerCursor();
  }
  text_->setExtraSelections(marks);
}

void SourceView::refresh() {
  trace::Site site;
  if (selection_ != nullptr) {
    const trace::Trace& trace = selection_->document().trace();
    if (selection_->selected() != 0) {
      site = trace::site_of(trace, trace.events[selection_->selected() - 1].site);
    }
  }
  if (site.line == 0) {
    head_->setText(tr("Select an event to see its line"));
    if (file_.isEmpty()) text_->clear();
    map_->hide();
    text_->setExtraSelections({});
    return;
  }
  const QString file = QString::fromStdString(site.file);
  if (file != file_) load(file);
  QString head = file + QLatin1Char(':') + QString::number(site.line);
  if (!site.function.empty()) head += QStringLiteral("  ") + QString::fromStdString(site.function);
  head_->setText(missing_ ? tr("%1 (file not found)").arg(head) : head);
  map_->setVisible(missing_);
  mark(static_cast<int>(site.line));
}

}  // namespace heddle::viewer
