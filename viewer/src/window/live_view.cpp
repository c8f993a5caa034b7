#include "window/live_view.h"

#include <QFormLayout>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QVBoxLayout>

namespace heddle::viewer {

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
  connect(found_, &QListWidget::itemClicked, this, [this](const QListWidgetItem* item) {
    Q_EMIT trace_wanted(item->data(Qt::UserRole).toString());
  });
  connect(found_, &QListWidget::itemActivated, this, [this](const QListWidgetItem* item) {
    Q_EMIT trace_wanted(item->data(Qt::UserRole).toString());
  });
  connect(&lister_, &Program::told, this, [this](const QJsonObject& scenario) {
    const QString name = scenario.value(QStringLiteral("scenario")).toString();
    if (name.isEmpty()) return;
    scenarios_->addItem(name);
    scenarios_->setItemData(scenarios_->count() - 1,
                            scenario.value(QStringLiteral("story")).toString(), Qt::ToolTipRole);
  });
  connect(&lister_, &Program::finished, this,
          [this] { status_->setText(tr("%n scenario(s)", nullptr, scenarios_->count())); });
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
  explorer_.start(program_,
                  {QStringLiteral("explore"), scenarios_->currentText(), QStringLiteral("--runs"),
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
  if (progress) return;
  for (const QJsonValue& value : state.value(QStringLiteral("findings")).toArray()) {
    const QJsonObject finding = value.toObject();
    auto* item = new QListWidgetItem(
        QStringLiteral("%1: %2").arg(finding.value(QStringLiteral("kind")).toString(),
                                     finding.value(QStringLiteral("message")).toString()),
        found_);
    item->setData(Qt::UserRole, finding.value(QStringLiteral("trace")).toString());
  }
}

void LiveView::done(const QString& text) {
  progress_->hide();
  start_->setText(tr("Explore"));
  status_->setText(text);
}

}  // namespace heddle::viewer
