#pragma once

#include <QLabel>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QWidget>

#include "core/source_paths.h"
#include "window/view.h"

namespace heddle::viewer {

class CppColours;

// The file of the selected event, its line marked. Where the file is not found it says so, and
// offers to tell where it is.
class SourceView : public QWidget, public View {
  Q_OBJECT

 public:
  explicit SourceView(QWidget* parent = nullptr);
  void show_trace(Selection* selection) override;
  void set_palette(const Palette& palette) override;
  [[nodiscard]] SourcePaths& paths() { return paths_; }
  // Reads the file again, after a change of paths().
  void reload();
  [[nodiscard]] QPlainTextEdit& text() { return *text_; }
  [[nodiscard]] bool missing() const { return missing_; }

 Q_SIGNALS:
  void mapping_wanted(const QString& file);

 private:
  void refresh();
  void load(const QString& file);
  void mark(int line);

  QPointer<Selection> selection_;
  const Palette* palette_ = &light_palette();
  SourcePaths paths_;
  QString file_;  // as the trace names it
  bool missing_ = false;
  QLabel* head_;
  QPushButton* map_;
  QPlainTextEdit* text_;
  CppColours* colours_;
};

}  // namespace heddle::viewer
