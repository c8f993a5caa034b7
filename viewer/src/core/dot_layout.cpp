#include "core/dot_layout.h"

#include <QStringList>

namespace heddle::viewer {
namespace {

// Fields of a line, from one that is a number on.
class Fields {
 public:
  explicit Fields(const QString& line) : fields_(line.split(QLatin1Char(' '))) {}
  bool good() const { return good_; }
  QString word() {
    good_ = good_ && at_ < fields_.size();
    return good_ ? fields_[at_++] : QString();
  }
  double number() {
    bool ok = false;
    const double value = word().toDouble(&ok);
    good_ = good_ && ok;
    return value;
  }
  std::uint32_t event() {
    bool ok = false;
    const std::uint32_t value = word().mid(1).toUInt(&ok);
    good_ = good_ && ok;
    return value;
  }

 private:
  QStringList fields_;
  qsizetype at_ = 0;
  bool good_ = true;
};

}  // namespace

QString dot_text(const trace::Trace& trace, std::span<const std::uint32_t> events,
                 std::span<const trace::GraphEdge> edges) {
  QString text = QStringLiteral(
      "digraph {\n  node [shape=box, fixedsize=true, width=1.9, height=0.42, label=\"\"]\n"
      "  edge [arrowhead=none]\n  nodesep=0.3\n  ranksep=0.4\n");
  for (const std::uint32_t event : events) {
    // Group keeps a goroutine's events below each other.
    text += QStringLiteral("  e%1 [group=g%2]\n").arg(event).arg(trace.events[event - 1].goroutine);
  }
  for (const trace::GraphEdge& edge : edges) {
    text += QStringLiteral("  e%1 -> e%2%3\n")
                .arg(edge.from)
                .arg(edge.to)
                .arg(edge.program_order ? QStringLiteral(" [weight=8]") : QString());
  }
  return text + QStringLiteral("}\n");
}

std::optional<DotLayout> read_plain(const QString& text) {
  DotLayout layout;
  bool whole = false;
  for (const QString& line : text.split(QLatin1Char('\n'), Qt::SkipEmptyParts)) {
    Fields fields(line.trimmed());
    const QString what = fields.word();
    if (what == QStringLiteral("graph")) {
      fields.number();
      const double width = fields.number();
      layout.size = QSizeF(width, fields.number());
    } else if (what == QStringLiteral("node")) {
      DotNode node;
      node.event = fields.event();
      const double x = fields.number();
      const double y = layout.size.height() - fields.number();
      const double width = fields.number();
      const double height = fields.number();
      node.rect = QRectF(x - width / 2, y - height / 2, width, height);
      layout.nodes.push_back(node);
    } else if (what == QStringLiteral("edge")) {
      DotEdge edge;
      edge.from = fields.event();
      edge.to = fields.event();
      const double count = fields.number();
      for (double i = 0; i < count && fields.good(); ++i) {
        const double x = fields.number();
        edge.points.emplace_back(x, layout.size.height() - fields.number());
      }
      if (edge.points.size() < 4) return std::nullopt;
      layout.edges.push_back(std::move(edge));
    } else if (what == QStringLiteral("stop")) {
      whole = true;
    } else {
      return std::nullopt;
    }
    if (!fields.good()) return std::nullopt;
  }
  if (!whole) return std::nullopt;
  return layout;
}

}  // namespace heddle::viewer
