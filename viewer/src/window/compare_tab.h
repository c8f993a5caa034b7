#pragma once

#include <QLabel>
#include <QWidget>

#include "core/comparison.h"
#include "window/trace_tab.h"

namespace heddle::viewer {

// Two traces of one scenario, one above the other: equal events are grey, a selection in one goes
// to the same event in the other.
class CompareTab : public QWidget {
  Q_OBJECT

 public:
  explicit CompareTab(ComparisonPointer comparison, QWidget* parent = nullptr);

  [[nodiscard]] TraceTab& side(Comparison::Side side) {
    return side == Comparison::Side::a ? *a_ : *b_;
  }
  // The one that was last worked with.
  [[nodiscard]] TraceTab& active() { return side(active_); }
  [[nodiscard]] const Comparison& comparison() const { return *comparison_; }
  // False when there is none further.
  bool next_difference(bool forward);
  void set_palette(const Palette& palette);

 Q_SIGNALS:
  void active_changed();

 private:
  void follow(Comparison::Side side);
  void activate(Comparison::Side side);

  ComparisonPointer comparison_;
  TraceTab* a_;
  TraceTab* b_;
  Comparison::Side active_ = Comparison::Side::a;
  bool following_ = false;
};

}  // namespace heddle::viewer
