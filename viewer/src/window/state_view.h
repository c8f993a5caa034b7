#pragma once

#include <QPointer>
#include <QTreeWidget>

#include "core/moment.h"
#include "window/view.h"

namespace heddle::viewer {

// The state at the selected step; what the step has changed stands out. A double click selects.
class StateView : public QTreeWidget, public View {
  Q_OBJECT

 public:
  explicit StateView(QWidget* parent = nullptr);
  void show_trace(Selection* selection) override;
  void set_palette(const Palette& palette) override;

 private:
  void refresh();
  QTreeWidgetItem* section(const QString& name);
  void add(QTreeWidgetItem* under, const QString& name, const QString& words, bool changed,
           const QColor& colour, int role, std::uint32_t ordinal, const QString& place);
  void open(QTreeWidgetItem* item);

  QPointer<Selection> selection_;
  const Palette* palette_ = &light_palette();
};

}  // namespace heddle::viewer
