#include "window/cpp_colours.h"

#include <QSet>

namespace heddle::viewer {
namespace {

constexpr int in_comment = 1;

const QSet<QString>& keywords() {
  static const QSet<QString> words = [] {
    const QString all = QStringLiteral(
        "alignas alignof and asm auto break case catch class co_await co_return co_yield concept "
        "const consteval constexpr constinit const_cast continue decltype default delete do "
        "dynamic_cast else enum explicit export extern false final for friend goto if inline "
        "mutable namespace new noexcept not nullptr operator or override private protected public "
        "register reinterpret_cast requires return sizeof static static_assert static_cast struct "
        "switch template this thread_local throw true try typedef typeid typename union using "
        "virtual volatile while");
    const QStringList list = all.split(QLatin1Char(' '));
    return QSet<QString>(list.begin(), list.end());
  }();
  return words;
}

const QSet<QString>& types() {
  static const QSet<QString> words = {
      QStringLiteral("bool"),   QStringLiteral("char"),     QStringLiteral("double"),
      QStringLiteral("float"),  QStringLiteral("int"),      QStringLiteral("long"),
      QStringLiteral("short"),  QStringLiteral("signed"),   QStringLiteral("unsigned"),
      QStringLiteral("void"),   QStringLiteral("size_t"),   QStringLiteral("string"),
      QStringLiteral("vector"), QStringLiteral("optional"), QStringLiteral("map")};
  return words;
}

}  // namespace

CppColours::CppColours(QTextDocument* document)
    : QSyntaxHighlighter(document),
      tokens_(QStringLiteral(R"((//.*)|(/\*)|("(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])'))"
                             R"(|(^\s*#\s*\w+)|(\b\d[\w'.]*)|(\b[A-Za-z_]\w*))")) {}

void CppColours::set_palette(const Palette& palette) {
  palette_ = &palette;
  rehighlight();
}

void CppColours::highlightBlock(const QString& text) {
  setCurrentBlockState(0);
  qsizetype at = 0;
  const auto colour = [this](qsizetype from, qsizetype length, const QColor& of) {
    setFormat(static_cast<int>(from), static_cast<int>(length), of);
  };
  const auto comment_from = [&](qsizetype from) {
    const qsizetype end = text.indexOf(QStringLiteral("*/"), at);
    if (end < 0) setCurrentBlockState(in_comment);
    at = end < 0 ? text.size() : end + 2;
    colour(from, at - from, palette_->comment);
  };
  if (previousBlockState() == in_comment) comment_from(0);
  while (at < text.size()) {
    const QRegularExpressionMatch match = tokens_.match(text, at);
    if (!match.hasMatch()) return;
    const qsizetype from = match.capturedStart();
    const qsizetype length = match.capturedLength();
    at = from + length;
    if (match.hasCaptured(2)) {
      comment_from(from);
    } else if (match.hasCaptured(1)) {
      colour(from, length, palette_->comment);
    } else if (match.hasCaptured(3)) {
      colour(from, length, palette_->string_literal);
    } else if (match.hasCaptured(5)) {
      colour(from, length, palette_->number);
    } else if (match.hasCaptured(4) || keywords().contains(match.captured())) {
      colour(from, length, palette_->keyword);
    } else if (types().contains(match.captured()) || match.captured().at(0).isUpper()) {
      colour(from, length, palette_->type_name);
    }
  }
}

}  // namespace heddle::viewer
