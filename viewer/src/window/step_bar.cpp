#include "window/step_bar.h"

#include <QHBoxLayout>

#include "core/event_text.h"

namespace heddle::viewer {
namespace {

constexpr int play_interval_ms = 600;

// Words of a font, so that they follow the palette.
constexpr QChar play_sign(0x25B6);
constexpr QChar pause_sign(0x2016);
constexpr QChar back_sign(0x25C0);

QToolButton* button(const QString& sign, const QString& name, QWidget* parent) {
  auto* made = new QToolButton(parent);
  made->setText(sign);
  made->setFixedWidth(30);
  made->setAutoRaise(true);
  made->setAccessibleName(name);
  made->setToolTip(name);
  made->setFocusPolicy(Qt::TabFocus);
  return made;
}

}  // namespace

StepBar::StepBar(Selection& selection, QWidget* parent)
    : QWidget(parent),
      selection_(selection),
      slider_(new QSlider(Qt::Horizontal, this)),
      label_(new QLabel(this)) {
  setObjectName(QStringLiteral("steps"));
  QToolButton* back =
      button(QStringLiteral("|") + back_sign, tr("Previous step (Shift+Left)"), this);
  play_ = button(play_sign, tr("Play (Space)"), this);
  QToolButton* forth = button(play_sign + QStringLiteral("|"), tr("Next step (Shift+Right)"), this);
  slider_->setRange(
      0, static_cast<int>(std::min<std::uint32_t>(selection.document().steps(), INT32_MAX)));
  slider_->setPageStep(std::max(1, slider_->maximum() / 20));
  slider_->setAccessibleName(tr("Step of the run"));
  slider_->setFocusPolicy(Qt::TabFocus);
  label_->setMinimumWidth(220);
  label_->setTextFormat(Qt::PlainText);
  label_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(6, 2, 6, 2);
  layout->setSpacing(4);
  for (QToolButton* one : {back, play_, forth}) layout->addWidget(one);
  layout->addWidget(slider_, 3);
  layout->addWidget(label_, 2);
  timer_.setInterval(play_interval_ms);
  connect(back, &QToolButton::clicked, this, [this] { selection_.step_by(-1); });
  connect(forth, &QToolButton::clicked, this, [this] { selection_.step_by(1); });
  connect(play_, &QToolButton::clicked, this, &StepBar::toggle_play);
  connect(&timer_, &QTimer::timeout, this, [this] {
    if (!selection_.step_by(1)) toggle_play();
  });
  connect(slider_, &QSlider::valueChanged, this,
          [this](int value) { selection_.set_step(static_cast<std::uint32_t>(value)); });
  connect(&selection_, &Selection::changed, this, &StepBar::refresh);
  refresh();
}

void StepBar::toggle_play() {
  if (timer_.isActive()) {
    timer_.stop();
  } else {
    // From the end it begins again.
    if (selection_.step() == selection_.document().steps()) selection_.set_step(0);
    timer_.start();
  }
  play_->setText(timer_.isActive() ? pause_sign : play_sign);
  play_->setAccessibleName(timer_.isActive() ? tr("Pause (Space)") : tr("Play (Space)"));
}

void StepBar::refresh() {
  const QSignalBlocker quiet(slider_);
  slider_->setValue(static_cast<int>(selection_.step()));
  const trace::Trace& trace = selection_.document().trace();
  label_->setText(selection_.step() == 0 ? tr("before the first step")
                                         : QString::fromStdString(sentence(
                                               trace, trace.events[selection_.step() - 1])));
  label_->setToolTip(label_->text());
}

}  // namespace heddle::viewer
