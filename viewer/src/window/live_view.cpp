#include "window/live_view.h"

#include <QFormLayout>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QVBoxLayout>

namespace heddle::viewer {
namespace {

// Of an entry in the list of findings; its trace may not be there yet.
constexpr int trace_role = Qt::UserRole;
constexpr int schedule_role = Qt::UserRole + 1;
constexpr int run_role = Qt::UserRole + 2;

}  // namespace

LiveView::LiveView(const QString& program, QWidget* parent)
    : QWidget(parent),
      program_(program),
      scenarios_(new QComboBox(this)),
      runs_(new QSpinBox(this)),
      start_(new QPushButton(tr("Explore"), this)),
      progress_(new QProgressBar(this)),
      status_(new QLabel(this)),
      found_(new QListWidget(this)) {
  setObjectName(QStringLiteral("live"));
  scenarios_->setAccessibleName(tr("Scenario"));
  scenarios_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  scenarios_->setMinimumContentsLength(20);
  runs_->setAccessibleName(tr("Runs"));
  runs_->setRange(1, 100'000'000);
  runs_->setValue(10'000);
  runs_->setGroupSeparatorShown(true);
  progress_->hide();
  progress_->setTextVisible(false);
  status_->setWordWrap(true);
  status_->setAccessibleName(tr("Progress"));
  found_->setAccessibleName(tr("Findings of the exploration"));
  found_->setWordWrap(true);
  auto* form = new QFormLayout;
  form->addRow(tr("Scenario"), scenarios_);
  auto* line = new QHBoxLayout;
  line->addWidget(runs_, 1);
  line->addWidget(start_);
  form->addRow(tr("Runs"), line);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(6, 6, 6, 0);
  layout->addLayout(form);
  layout->addWidget(progress_);
  layout->addWidget(status_);
  layout->addWidget(found_, 1);
  connect(start_, &QPushButton::clicked, this, [this] { running() ? cancel() : explore(); });
  for (const auto signal : {&QListWidget::itemClicked, &QListWidget::itemActivated}) {
    connect(found_, signal, this, [this](const QListWidgetItem* item) { open(*item); });
  }
  connect(&repeater_, &Program::failed, status_, &QLabel::setText);
  connect(&repeater_, &Program::finished, this, [this] { Q_EMIT trace_wanted(repeated_); });
  connect(&lister_, &Program::told, this, [this](const QJsonObject& scenario) {
    const QString name = scenario.value(QStringLiteral("scenario")).toString();
    if (name.isEmpty()) return;
    scenarios_->addItem(name);
    scenarios_->setItemData(scenarios_->count() - 1,
                            scenario.value(QStringLiteral("story")).toString(), Qt::ToolTipRole);
  });
  connect(&lister_, &Program::finished, this,
          [this] { status_->setText(tr("Scenarios: %1").arg(scenarios_->count())); });
  connect(&lister_, &Program::failed, status_, &QLabel::setText);
  connect(&explorer_, &Program::told, this, &LiveView::take);
  connect(&explorer_, &Program::failed, this, &LiveView::done);
  connect(&explorer_, &Program::cancelled, this, [this] { done(tr("Cancelled")); });
  connect(&explorer_, &Program::finished, this, [this](int status) {
    done(status == 0 ? tr("%1 Nothing was found.").arg(status_->text()) : status_->text());
  });
}

void LiveView::set_program(const QString& program) {
  if (program == program_) return;
  program_ = program;
  listed_ = false;
  scenarios_->clear();
}

void LiveView::load_list() {
  if (listed_) return;
  listed_ = true;
  status_->setText(tr("Asking %1 for its scenarios ...").arg(program_));
  lister_.start(program_, {QStringLiteral("list"), QStringLiteral("--json")});
}

void LiveView::explore() {
  if (scenarios_->currentText().isEmpty()) {
    status_->setText(tr("There is no scenario to run"));
    return;
  }
  found_->clear();
  progress_->setRange(0, runs_->value());
  progress_->setValue(0);
  progress_->show();
  start_->setText(tr("Cancel"));
  status_->setText(tr("Exploring ..."));
  explored_ = scenarios_->currentText();
  explorer_.start(program_,
                  {QStringLiteral("explore"), explored_, QStringLiteral("--runs"),
                   QString::number(runs_->value()), QStringLiteral("--json"),
                   QStringLiteral("--keep-going"), QStringLiteral("--out"), folder_.path()});
}

void LiveView::cancel() { explorer_.cancel(); }

void LiveView::take(const QJsonObject& object) {
  const bool progress = object.contains(QStringLiteral("progress"));
  const QJsonObject state = progress ? object.value(QStringLiteral("progress")).toObject() : object;
  const int runs = state.value(QStringLiteral("runs")).toInt();
  progress_->setValue(std::min(runs, progress_->maximum()));
  status_->setText(tr("%1 runs, %2 classes, %3 s.")
                       .arg(runs)
                       .arg(state.value(QStringLiteral("classes")).toInt())
                       .arg(state.value(QStringLiteral("seconds")).toDouble(), 0, 'f', 1));
  if (progress) {
    for (const QJsonValue& value : state.value(QStringLiteral("found")).toArray()) {
      add(value.toObject(), false);
    }
    return;
  }
  // What the result says of the findings counts.
  const int row = found_->currentRow();
  found_->clear();
  for (const QJsonValue& value : state.value(QStringLiteral("findings")).toArray()) {
    add(value.toObject(), true);
  }
  found_->setCurrentRow(row, QItemSelectionModel::Current);
}

void LiveView::add(const QJsonObject& finding, bool confirmed) {
  const auto text = [&finding](const char* name) {
    return finding.value(QLatin1String(name)).toString();
  };
  auto* item =
      new QListWidgetItem(QStringLiteral("%1: %2").arg(text("kind"), text("message")), found_);
  item->setData(trace_role, text("trace"));
  item->setData(schedule_role, text("schedule"));
  item->setData(run_role, finding.value(QStringLiteral("first_run")).toInteger());
  if (confirmed) return;
  QFont font = item->font();
  font.setItalic(true);
  item->setFont(font);
  item->setToolTip(tr("Not confirmed yet: it is repeated and simplified at the end"));
}

void LiveView::open(const QListWidgetItem& finding) {
  const QString trace = finding.data(trace_role).toString();
  if (!trace.isEmpty()) {
    Q_EMIT trace_wanted(trace);
    return;
  }
  repeated_ =
      folder_.filePath(QStringLiteral("run%1.htrace").arg(finding.data(run_role).toLongLong()));
  repeater_.start(program_,
                  {QStringLiteral("replay"), explored_, QStringLiteral("--schedule"),
                   finding.data(schedule_role).toString(), QStringLiteral("-o"), repeated_},
                  Program::Output::text);
}

void LiveView::done(const QString& text) {
  progress_->hide();
  start_->setText(tr("Explore"));
  status_->setText(text);
}

}  // namespace heddle::viewer
