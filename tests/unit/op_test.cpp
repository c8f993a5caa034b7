#include <gtest/gtest.h>
#include <heddle/trace/op.h>

#include <vector>

namespace heddle::trace {
namespace {

constexpr std::uint64_t object = 7;
constexpr std::uint64_t other_object = 8;

Touch op(OpKind kind, std::uint8_t facts = Touch::none, std::uint64_t on = object) {
  return {kind, facts, on};
}

bool conflicts(OpKind a, OpKind b) { return conflict(op(a), op(b)); }

TEST(OpTable, every_kind_has_a_name_of_its_own) {
  for (unsigned i = 0; i < op_kind_count; ++i) {
    const auto kind = static_cast<OpKind>(i);
    EXPECT_EQ(info(kind).kind, kind);
    EXPECT_EQ(op_kind_of(info(kind).name), kind) << info(kind).name;
  }
  EXPECT_EQ(op_kind_of("no such operation"), OpKind::none);
}

TEST(OpTable, conflict_without_facts_is_symmetric) {
  for (unsigned i = 0; i < op_kind_count; ++i) {
    for (unsigned j = 0; j < op_kind_count; ++j) {
      const auto a = static_cast<OpKind>(i);
      const auto b = static_cast<OpKind>(j);
      EXPECT_EQ(conflicts(a, b), conflicts(b, a)) << info(a).name << " " << info(b).name;
    }
  }
}

TEST(OpTable, nothing_conflicts_across_objects_but_the_clock_and_the_census) {
  for (unsigned i = 0; i < op_kind_count; ++i) {
    for (unsigned j = 0; j < op_kind_count; ++j) {
      const Touch a = op(static_cast<OpKind>(i));
      const Touch b = op(static_cast<OpKind>(j), Touch::none, other_object);
      if (!conflict(a, b)) continue;
      const auto touched = [](const Touch& t) {
        const Touches all = touches_of(t);
        return all.reads | all.updates | all.writes;
      };
      EXPECT_TRUE(touched(a) & touched(b) & facet::global)
          << info(a.kind).name << " " << info(b.kind).name;
    }
  }
}

TEST(OpTable, locks) {
  EXPECT_TRUE(conflicts(OpKind::mutex_lock, OpKind::mutex_lock));
  EXPECT_TRUE(conflicts(OpKind::mutex_try_lock, OpKind::mutex_unlock));
  EXPECT_TRUE(conflicts(OpKind::mutex_unlock, OpKind::mutex_lock));
  EXPECT_FALSE(reversible(op(OpKind::mutex_unlock), op(OpKind::mutex_lock)));
  EXPECT_TRUE(reversible(op(OpKind::mutex_lock), op(OpKind::mutex_lock)));
  // Who does not hold the lock can unlock it, too, and finds out what that means.
  EXPECT_TRUE(reversible(op(OpKind::mutex_lock), op(OpKind::mutex_unlock)));
  // Two tries that fail only look.
  EXPECT_FALSE(conflict(op(OpKind::mutex_try_lock, Touch::failed),
                        op(OpKind::mutex_try_lock, Touch::failed)));
}

TEST(OpTable, readers_commute) {
  EXPECT_FALSE(conflicts(OpKind::rw_rlock, OpKind::rw_rlock));
  EXPECT_FALSE(conflicts(OpKind::rw_rlock, OpKind::rw_runlock));
  EXPECT_TRUE(conflicts(OpKind::rw_rlock, OpKind::rw_lock));
  EXPECT_TRUE(conflicts(OpKind::rw_rlock, OpKind::rw_announce));
  EXPECT_TRUE(conflicts(OpKind::rw_runlock, OpKind::rw_lock));
  EXPECT_TRUE(conflicts(OpKind::rw_try_lock, OpKind::rw_rlock));
  // Only writers are disabled; a reader queues up, and so does a writer behind readers.
  EXPECT_FALSE(reversible(op(OpKind::rw_unlock), op(OpKind::rw_lock)));
  EXPECT_TRUE(reversible(op(OpKind::rw_unlock), op(OpKind::rw_rlock)));
  EXPECT_TRUE(reversible(op(OpKind::rw_runlock), op(OpKind::rw_lock)));
}

TEST(OpTable, channels) {
  EXPECT_TRUE(conflicts(OpKind::chan_send, OpKind::chan_send));
  EXPECT_TRUE(conflicts(OpKind::chan_recv, OpKind::chan_recv));
  EXPECT_TRUE(conflicts(OpKind::chan_close, OpKind::chan_send));
  EXPECT_TRUE(conflicts(OpKind::chan_close, OpKind::chan_recv));
  // The two ends are independent: which send meets which receive does not depend on who waits.
  EXPECT_FALSE(conflicts(OpKind::chan_send, OpKind::chan_recv));
  // A try sees which came first, however full the buffer is: send, receive, try at a buffer with
  // one value is the same as receive, send, try, where the send comes to an empty buffer.
  EXPECT_TRUE(conflicts(OpKind::chan_try_send, OpKind::chan_recv));
  EXPECT_TRUE(conflicts(OpKind::chan_send, OpKind::chan_try_recv));
  EXPECT_TRUE(conflict(op(OpKind::chan_try_recv, Touch::failed), op(OpKind::chan_send)));
  EXPECT_TRUE(conflicts(OpKind::chan_len, OpKind::chan_send));
  EXPECT_FALSE(conflicts(OpKind::chan_len, OpKind::chan_len));
}

TEST(OpTable, counting) {
  EXPECT_FALSE(conflicts(OpKind::wg_done, OpKind::wg_done));
  EXPECT_FALSE(conflicts(OpKind::wg_add, OpKind::wg_add));
  EXPECT_FALSE(conflicts(OpKind::wg_wait, OpKind::wg_wait));
  // Whoever waits goes on at zero, whether he came before the last Done or after it.
  EXPECT_FALSE(conflicts(OpKind::wg_done, OpKind::wg_wait));
  EXPECT_TRUE(conflicts(OpKind::wg_add, OpKind::wg_wait));
  EXPECT_TRUE(conflicts(OpKind::wg_wait, OpKind::wg_add));
  // An Add and a Done commute, but not where somebody may be waiting for the zero between them.
  EXPECT_FALSE(conflicts(OpKind::wg_add, OpKind::wg_done));
  EXPECT_TRUE(conflict(op(OpKind::wg_add, Touch::waited), op(OpKind::wg_done)));
  EXPECT_TRUE(conflict(op(OpKind::wg_done), op(OpKind::wg_add, Touch::waited)));
  // And not at zero, below which the Done would go.
  EXPECT_TRUE(conflict(op(OpKind::wg_add, Touch::boundary), op(OpKind::wg_done)));
}

TEST(OpTable, atomics) {
  EXPECT_FALSE(conflicts(OpKind::atomic_load, OpKind::atomic_load));
  EXPECT_TRUE(conflicts(OpKind::atomic_load, OpKind::atomic_store));
  EXPECT_TRUE(conflicts(OpKind::atomic_store, OpKind::atomic_store));
  EXPECT_TRUE(conflicts(OpKind::atomic_rmw, OpKind::atomic_rmw));
  EXPECT_FALSE(conflict(op(OpKind::atomic_cas, Touch::failed), op(OpKind::atomic_load)));
}

TEST(OpTable, condition_variables) {
  EXPECT_TRUE(conflicts(OpKind::cond_wait, OpKind::cond_signal));
  EXPECT_TRUE(conflicts(OpKind::cond_wait, OpKind::cond_wait));
  EXPECT_FALSE(conflicts(OpKind::cond_broadcast, OpKind::cond_broadcast));
  EXPECT_TRUE(conflicts(OpKind::cond_broadcast, OpKind::cond_wait));
}

TEST(OpTable, the_clock_is_one_object) {
  const Touch now = op(OpKind::time_now, Touch::none, 0);
  const Touch firing = op(OpKind::timer_fire);
  EXPECT_TRUE(conflict(now, firing));
  EXPECT_FALSE(conflict(now, now));
  EXPECT_TRUE(conflict(op(OpKind::timer_stop), op(OpKind::timer_fire, Touch::none, other_object)));
  EXPECT_FALSE(
      conflict(op(OpKind::timer_stop), op(OpKind::timer_start, Touch::none, other_object)));
}

TEST(OpTable, spawns_commute_but_are_counted) {
  const Touch spawn = op(OpKind::spawn, Touch::none, 0);
  EXPECT_FALSE(conflict(spawn, spawn));
  EXPECT_TRUE(conflict(spawn, op(OpKind::num_goroutine, Touch::none, 0)));
  EXPECT_TRUE(conflict(op(OpKind::end, Touch::none, 0), op(OpKind::num_goroutine, Touch::none, 0)));
}

TEST(OpTable, what_touches_nothing_conflicts_with_nothing) {
  for (const OpKind kind :
       {OpKind::start, OpKind::yield, OpKind::resume, OpKind::choose, OpKind::log, OpKind::none}) {
    for (unsigned j = 0; j < op_kind_count; ++j) {
      EXPECT_FALSE(conflicts(kind, static_cast<OpKind>(j))) << info(kind).name;
    }
  }
}

}  // namespace
}  // namespace heddle::trace
