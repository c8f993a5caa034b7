#pragma once

#include <QListWidget>
#include <QPointer>
#include <QTextBrowser>
#include <QWidget>

#include "window/view.h"

namespace heddle::viewer {

// The findings of the trace, and the explanation of the chosen one. Choosing one marks its events
// in every view; a link leads to the event it names.
class FindingsView : public QWidget, public View {
  Q_OBJECT

 public:
  explicit FindingsView(QWidget* parent = nullptr);
  void show_trace(Selection* selection) override;
  void set_palette(const Palette& palette) override;
  // As text, for the clipboard; empty when no finding is chosen.
  [[nodiscard]] QString explanation() const;

 private:
  void refresh();
  void follow(const QUrl& link);

  QPointer<Selection> selection_;
  const Palette* palette_ = &light_palette();
  QListWidget* list_;
  QTextBrowser* text_;
};

}  // namespace heddle::viewer
