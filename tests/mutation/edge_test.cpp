// Each happens-before edge, switched off alone, makes a race-free program raise a false alarm: the
// programs of tests/race_free would notice if the edge were lost.

#include <gtest/gtest.h>

#include <heddle/explore.h>
#include <heddle/trace/finding.h>

#include <array>
#include <cstdint>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "engine/switches.h"
#include "race_free/catalogue.h"

namespace heddle::mutation {
namespace {

using engine::Edge;

// Switches one edge off for a scope.
class Off {
 public:
  explicit Off(Edge edge) { engine::edges_off = std::uint64_t{1} << static_cast<unsigned>(edge); }
  ~Off() { engine::edges_off = 0; }
  Off(const Off&) = delete;
  Off& operator=(const Off&) = delete;
};

// An edge and a program that needs it.
struct Witness {
  Edge edge;
  const char* program;
};

constexpr std::array witnesses = {
    Witness{Edge::spawn, "groups/inherited"},
    Witness{Edge::chan_send, "channels/handed_over"},
    Witness{Edge::chan_close, "channels/closed_means_ready"},
    Witness{Edge::chan_recv, "channels/answered_by_receiving"},
    Witness{Edge::chan_slot, "buffers/one_token"},
    Witness{Edge::mutex_lock, "locks/table_under_lock"},
    Witness{Edge::mutex_try_lock, "locks/tried_until_free"},
    Witness{Edge::rw_write_write, "rwlocks/two_writers"},
    Witness{Edge::rw_write_read, "rwlocks/written_then_read"},
    Witness{Edge::rw_read_write, "rwlocks/read_then_written"},
    Witness{Edge::rw_try_lock, "rwlocks/tried_to_write"},
    Witness{Edge::rw_try_read, "rwlocks/tried_to_read"},
    Witness{Edge::once, "onces/made_by_the_first"},
    Witness{Edge::static_init, "onces/static_under_way"},
    Witness{Edge::waitgroup_done, "groups/two_wait"},
    Witness{Edge::waitgroup_zero, "groups/nothing_left_to_wait_for"},
    Witness{Edge::cond, "locks/told_by_signal"},
    Witness{Edge::atomic_load, "atomics/flag_after_data"},
    Witness{Edge::atomic_update, "atomics/last_one_out"},
    Witness{Edge::atomic_cas, "atomics/learned_from_failure"},
    Witness{Edge::atomic_value, "atomics/whole_value"},
    Witness{Edge::map_read, "tables/looked_up"},
    Witness{Edge::map_write, "tables/taken_out"},
    Witness{Edge::map_range, "tables/met_in_range"},
    Witness{Edge::pool, "tables/scratch_buffers"},
    Witness{Edge::context_err, "contexts/asked_for_the_error"},
    Witness{Edge::context_child, "contexts/child_of_the_dead"},
    Witness{Edge::context_function, "contexts/function_after_cancel"},
    Witness{Edge::context_register, "contexts/registered_before"},
    Witness{Edge::timer_tick, "timers/started_again"},
    Witness{Edge::timer_function, "timers/function_of_a_timer"},
    Witness{Edge::annotation, "annotations/told"},
};

// Edges that no program can need. A context with a deadline is not known to anybody before the call
// that arms the deadline has returned: whoever sees it closed has got it from the caller, by an
// edge that comes after the call. (A timer differs: it can be started again when others know it.)
constexpr std::array redundant = {Edge::context_deadline};

const Scenario& named(std::string_view name) {
  for (const Scenario* program : race_free::catalogue()) {
    if (program->name == name) return *program;
  }
  throw std::invalid_argument("no such program: " + std::string(name));
}

bool is_alarm(Kind kind) {
  return kind == Kind::data_race || kind == Kind::channel_race || kind == Kind::waitgroup_misuse;
}

// Whether an alarm is raised. In a process of its own, where no static is initialised yet.
bool alarms(const Scenario& program, const char* strategy, std::uint64_t runs) {
  Options options;
  options.strategy = strategy;
  options.runs = runs;
  options.seed = 1;
  options.isolate = true;
  const Report report = explore(program, options);
  for (const trace::Finding& finding : report.findings()) {
    EXPECT_TRUE(is_alarm(finding.kind)) << report;
  }
  return !report.findings().empty();
}

// All programs that raise an alarm as the switches are now.
std::vector<std::string> alarming() {
  std::vector<std::string> names;
  for (const Scenario* program : race_free::catalogue()) {
    if (alarms(*program, "random", 200)) names.emplace_back(program->name);
  }
  return names;
}

class EdgeOff : public testing::TestWithParam<Witness> {};

TEST_P(EdgeOff, is_noticed) {
  const Scenario& program = named(GetParam().program);
  const Off off(GetParam().edge);
  EXPECT_TRUE(alarms(program, "random", 300) || alarms(program, "pct:depth=3", 300))
      << program.name << " shows nothing while nothing passes through "
      << engine::word(GetParam().edge) << ". These would: " << testing::PrintToString(alarming());
}

std::string test_name(const testing::TestParamInfo<Witness>& witness) {
  std::string name(engine::word(witness.param.edge));
  for (char& c : name) {
    if (c == '-') c = '_';
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(Each, EdgeOff, testing::ValuesIn(witnesses), test_name);

TEST(Edges, each_has_a_witness_or_is_known_to_be_redundant) {
  std::set<Edge> known(redundant.begin(), redundant.end());
  for (const Witness& witness : witnesses) {
    EXPECT_TRUE(known.insert(witness.edge).second) << engine::word(witness.edge);
  }
  for (unsigned i = 0; i < engine::edge_count; ++i) {
    EXPECT_TRUE(known.contains(static_cast<Edge>(i))) << engine::word(static_cast<Edge>(i));
  }
}

TEST(Edges, nobody_misses_what_is_redundant) {
  for (const Edge edge : redundant) {
    const Off off(edge);
    EXPECT_EQ(alarming(), std::vector<std::string>{}) << engine::word(edge);
  }
}

TEST(Edges, with_all_of_them_nothing_is_shown) {
  EXPECT_EQ(alarming(), std::vector<std::string>{});
}

}  // namespace
}  // namespace heddle::mutation
