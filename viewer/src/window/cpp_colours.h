#pragma once

#include <QRegularExpression>
#include <QSyntaxHighlighter>

#include "core/palette.h"

namespace heddle::viewer {

// Colours of C++: keywords, types, literals, comments (also over lines), what the preprocessor
// sees.
class CppColours : public QSyntaxHighlighter {
  Q_OBJECT

 public:
  explicit CppColours(QTextDocument* document);
  void set_palette(const Palette& palette);

 protected:
  void highlightBlock(const QString& text) override;

 private:
  const Palette* palette_ = &light_palette();
  QRegularExpression tokens_;
};

}  // namespace heddle::viewer
