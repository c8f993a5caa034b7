#pragma once

// Graphviz's layout of a few events: the text `dot` is given, and what `dot -Tplain` answers.

#include <heddle/trace/graph.h>

#include <QPointF>
#include <QRectF>
#include <QSizeF>
#include <QString>

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace heddle::viewer {

struct DotNode {
  std::uint32_t event = 0;
  QRectF rect;  // in inches, y downwards
};

struct DotEdge {
  std::uint32_t from = 0;
  std::uint32_t to = 0;
  std::vector<QPointF> points;  // of a chain of Bezier curves: 3n + 1
};

struct DotLayout {
  QSizeF size;
  std::vector<DotNode> nodes;
  std::vector<DotEdge> edges;
};

// More nodes than this are not given to `dot`: it takes seconds, and nobody reads the picture.
inline constexpr std::size_t dot_nodes_max = 1500;

QString dot_text(const trace::Trace& trace, std::span<const std::uint32_t> events,
                 std::span<const trace::GraphEdge> edges);

// Empty when it is not what `dot -Tplain` writes.
std::optional<DotLayout> read_plain(const QString& text);

}  // namespace heddle::viewer
