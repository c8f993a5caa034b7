// The graph of happens-before, against the definition: reachability over all edges.

#include <heddle/trace/graph.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "generated_trace.h"

namespace heddle::trace {
namespace {

// By event: the events that reach it, itself among them.
std::vector<std::vector<char>> closure(const Trace& trace) {
  const std::size_t n = trace.events.size();
  std::vector<std::vector<char>> before(n + 1, std::vector<char>(n + 1));
  std::vector<std::uint32_t> latest(trace.goroutines.size() + 1);
  for (const Event& event : trace.events) {
    auto& mine = before[event.number];
    mine[event.number] = 1;
    const auto take = [&](std::uint32_t source) {
      for (std::size_t i = 1; i <= n; ++i) mine[i] = mine[i] | before[source][i];
    };
    if (event.goroutine != 0) {
      if (latest[event.goroutine] != 0) take(latest[event.goroutine]);
      latest[event.goroutine] = event.number;
    }
    for (std::uint32_t i = 0; i < event.edge_count; ++i) take(trace.edges[event.edges + i]);
  }
  return before;
}

class Graphs : public testing::TestWithParam<unsigned> {
 public:
  const Trace trace = test::generated_trace({.seed = GetParam(), .events = 60, .goroutines = 5});
  const Graph graph{trace};
  const std::vector<std::vector<char>> before = closure(trace);
  const std::uint32_t last = static_cast<std::uint32_t>(trace.events.size());
};

TEST_P(Graphs, order_is_reachability) {
  for (std::uint32_t a = 1; a <= last; ++a) {
    const Cut prefix = graph.prefix(a);
    const Cut future = graph.future(a);
    for (std::uint32_t b = 1; b <= last; ++b) {
      EXPECT_EQ(graph.ordered(a, b), a != b && before[b][a]) << a << " " << b;
      EXPECT_EQ(graph.concurrent(a, b), a != b && !before[b][a] && !before[a][b]) << a << " " << b;
      EXPECT_EQ(prefix.contains(trace.events[b - 1]), before[a][b] != 0) << a << " " << b;
      EXPECT_EQ(future.contains(trace.events[b - 1]), before[b][a] != 0) << a << " " << b;
    }
  }
}

TEST_P(Graphs, neighbours_in_program_order) {
  for (std::uint32_t a = 1; a <= last; ++a) {
    const std::uint32_t next = graph.next(a);
    if (next != 0) {
      EXPECT_EQ(graph.previous(next), a);
      EXPECT_EQ(trace.events[a - 1].goroutine, trace.events[next - 1].goroutine);
    }
    for (const std::uint32_t target : graph.targets(a)) {
      const auto sources = graph.sources(target);
      EXPECT_NE(std::find(sources.begin(), sources.end(), a), sources.end());
    }
  }
}

// Edges between goroutines on the way, or "" when a step of the path is no step of the graph.
int crossings(const Trace& trace, const Graph& graph, const std::vector<std::uint32_t>& path) {
  int edges = 0;
  for (std::size_t i = 1; i < path.size(); ++i) {
    const Event& from = trace.events[path[i - 1] - 1];
    const Event& to = trace.events[path[i] - 1];
    if (from.goroutine != 0 && from.goroutine == to.goroutine && from.number < to.number) continue;
    const auto sources = graph.sources(to.number);
    if (std::find(sources.begin(), sources.end(), from.number) == sources.end()) return -1;
    ++edges;
  }
  return edges;
}

TEST_P(Graphs, paths_are_paths_with_the_fewest_edges) {
  for (std::uint32_t a = 1; a <= last; ++a) {
    // By event: fewest edges from a, by relaxation in topological order.
    std::vector<int> fewest(last + 1, 1000);
    fewest[a] = 0;
    for (std::uint32_t b = a + 1; b <= last; ++b) {
      const std::uint32_t previous = graph.previous(b);
      if (previous != 0) fewest[b] = fewest[previous];
      for (const std::uint32_t source : graph.sources(b)) {
        fewest[b] = std::min(fewest[b], fewest[source] + 1);
      }
    }
    for (std::uint32_t b = a + 1; b <= last; ++b) {
      const auto path = graph.path(a, b);
      ASSERT_EQ(path.empty(), !graph.ordered(a, b)) << a << " " << b;
      if (path.empty()) continue;
      EXPECT_EQ(path.front(), a);
      EXPECT_EQ(path.back(), b);
      EXPECT_EQ(crossings(trace, graph, path), fewest[b]) << a << " " << b;
    }
  }
}

TEST_P(Graphs, reduction_keeps_the_order_and_nothing_more) {
  for (const unsigned every : {1U, 2U, 3U, 7U}) {
    std::vector<std::uint32_t> events;
    for (std::uint32_t event = 1 + every / 2; event <= last; event += every) {
      events.push_back(event);
    }
    const auto edges = graph.reduced(events);
    // Reachability over the edges, leaving one of them out (or none).
    const auto reaches = [&](std::uint32_t a, std::uint32_t b, const GraphEdge* without) {
      std::vector<char> reached(last + 1);
      reached[a] = 1;
      for (const std::uint32_t event : events) {
        for (const GraphEdge& edge : edges) {
          if (edge.to == event && &edge != without && reached[edge.from]) reached[event] = 1;
        }
      }
      return reached[b] != 0;
    };
    for (const std::uint32_t a : events) {
      for (const std::uint32_t b : events) {
        if (a >= b) continue;
        EXPECT_EQ(reaches(a, b, nullptr), graph.ordered(a, b)) << a << " " << b;
      }
    }
    for (const GraphEdge& edge : edges) {
      EXPECT_FALSE(reaches(edge.from, edge.to, &edge)) << edge.from << " " << edge.to;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Generated, Graphs, testing::Range(1U, 21U));

TEST(Graph, nothing_and_one_event) {
  const Trace empty;
  const Graph none(empty);
  EXPECT_FALSE(none.ordered(1, 2));
  EXPECT_TRUE(none.events_of(1).empty());
  EXPECT_TRUE(none.reduced({}).empty());
  const Trace trace = test::generated_trace({.seed = 1, .events = 1, .goroutines = 1});
  const Graph graph(trace);
  EXPECT_FALSE(graph.ordered(1, 1));
  EXPECT_FALSE(graph.concurrent(1, 1));
  EXPECT_TRUE(graph.prefix(1).contains(trace.events[0]));
}

}  // namespace
}  // namespace heddle::trace
