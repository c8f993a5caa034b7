// What dpor promises beside finding everything: going on in another process, cut runs, the clock,
// values, honest claims.

#include <gtest/gtest.h>
#include <heddle/heddle.h>

#include <chrono>
#include <sstream>

#include "dpor/exploration.h"
#include "dpor/generated.h"
#include "dpor/oracles.h"
#include "strategy/dpor.h"

namespace heddle::dpor_test {
namespace {

using namespace std::chrono_literals;

// Saves after every run, and goes on with a new strategy that has taken over.
class TakenOver final : public engine::Strategy {
 public:
  std::string spec() const override { return current_->spec(); }
  bool begin_run(std::uint64_t index, std::uint64_t seed) override {
    if (index != 0) {
      const std::size_t bytes = current_->save({});
      saved_.assign(bytes, std::byte{0});
      EXPECT_EQ(current_->save(saved_), bytes);
      current_ = std::make_unique<strategy::Dpor>(-1, false);
      current_->resume(saved_);
    }
    return current_->begin_run(index, seed);
  }
  engine::Goroutine* pick(const engine::Choice& choice) override { return current_->pick(choice); }
  std::uint32_t choose(engine::DecisionKind kind, std::uint32_t n, std::uint32_t check) override {
    return current_->choose(kind, n, check);
  }
  std::uint64_t random_bits(std::uint32_t check) override { return current_->random_bits(check); }
  void spawned(engine::Goroutine& goroutine) override { current_->spawned(goroutine); }
  std::uint64_t watched_kinds() const override { return current_->watched_kinds(); }
  void performed(const engine::Performed& what) override { current_->performed(what); }
  engine::Follower* follower() override { return current_->follower(); }
  void end_run(const engine::RunEnd& end) override { current_->end_run(end); }
  bool exhaustive() const override { return current_->exhaustive(); }
  std::uint64_t classes() const override { return current_->classes(); }

 private:
  std::unique_ptr<strategy::Dpor> current_ = std::make_unique<strategy::Dpor>(-1, false);
  std::vector<std::byte> saved_;
};

TEST(DporSearch, goes_on_where_another_one_was) {
  using namespace part;
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    Generated program(seed, atomics | channels | selects | values | census | clock, 3, 3);
    Explorer explorer([&program] { program(); });
    const auto look = [&program] { return program.outcome(); };
    const Exploration whole = explorer.explore("dpor", 100'000, look);
    TakenOver taken_over;
    const Exploration parts = explorer.explore(taken_over, 100'000, look);
    EXPECT_EQ(parts.runs, whole.runs) << program.text();
    EXPECT_EQ(parts.classes, whole.classes);
    EXPECT_EQ(parts.seen, whole.seen);
    EXPECT_TRUE(parts.exhaustive);
  }
}

Options to_the_end() {
  Options options;
  options.strategy = "dpor";
  options.seed = 1;
  options.runs = 10'000;
  options.keep_going = true;
  return options;
}

TEST(DporSearch, goes_on_behind_a_run_that_kills_its_process) {
  const std::function<void()> body = [] {
    auto* x = make<Atomic<int>>(0);
    auto* y = make<Atomic<int>>(0);
    go([=] {
      x->store(1);
      y->store(1);
    });
    go([=] {
      if (x->load() == 1) __builtin_trap();
      check(y->load() == 0, "the trap was there first");
    });
  };
  Options options = to_the_end();
  options.isolate = true;
  const Report report = explore(body, options);
  EXPECT_TRUE(report.found(Kind::crash)) << report;
  EXPECT_TRUE(report.found(Kind::check_failed)) << report;
  EXPECT_TRUE(report.complete()) << report;
}

TEST(DporSearch, a_failed_assumption_is_no_hole) {
  const Report report = explore(
      [] {
        auto* flag = make<Atomic<int>>(0);
        auto* data = make<Atomic<int>>(0);
        go([=] {
          data->store(1);
          flag->store(1);
        });
        go([=] {
          assume(flag->load() == 1);
          check(data->load() == 1, "published");
        });
      },
      to_the_end());
  EXPECT_TRUE(report.ok()) << report;
  EXPECT_TRUE(report.complete()) << report;
  EXPECT_EQ(report.cut_runs(), 1u);
  EXPECT_EQ(report.runs(), 2u);
  std::ostringstream text;
  text << report;
  EXPECT_NE(text.str().find("the one class there is was explored"), std::string::npos) << report;
}

// The assumption fails in one goroutine; what another one does wrong comes with it, and without.
TEST(DporSearch, a_failed_assumption_hides_no_finding) {
  const Report report = explore(
      [] {
        auto* flag = make<Atomic<int>>(0);
        go([=] { assume(flag->load() == 1); });
        go([] { check(false, "never"); });
        go([=] { flag->store(1); });
      },
      to_the_end());
  EXPECT_TRUE(report.found(Kind::check_failed)) << report;
}

TEST(DporSearch, claims_nothing_where_a_run_was_cut_at_a_limit) {
  Explorer explorer([] {
    auto* x = make<Atomic<int>>(0);
    go([=] {
      for (int i = 0; i < 100; ++i) x->store(i);
    });
    go([=] {
      for (int i = 0; i < 100; ++i) x->store(i);
    });
  });
  explorer.program().limits.steps = 60;
  const Exploration some = explorer.explore("dpor", 50);
  EXPECT_FALSE(some.exhaustive);
}

TEST(DporSearch, values_are_enumerated) {
  Explorer explorer([] {
    auto* x = make<Atomic<std::uint64_t>>(std::uint64_t{0});
    go([=] { x->store(choose(3)); });
    go([=] { x->load(); });
  });
  // 3 values, and in each the load before or after the store.
  EXPECT_EQ(explorer.explore("dpor", 100).classes, 6u);
}

TEST(DporSearch, additions_commute_if_asked_for) {
  Explorer explorer([] {
    auto* x = make<Atomic<int>>(0);
    for (int i = 0; i < 4; ++i) go([=] { x->add(1); });
    go([=] { x->load(); });
  });
  EXPECT_EQ(explorer.explore("dpor", 1000).classes, 120u);
  // The load tells which of the additions came before it, not in which order.
  EXPECT_EQ(explorer.explore("dpor:commute=1", 1000).classes, 16u);
}

TEST(DporSearch, a_bound_keeps_the_claim_back) {
  Explorer explorer([] {
    auto* x = make<Atomic<int>>(0);
    for (int i = 0; i < 2; ++i) {
      go([=] { x->store(x->load() + 1); });
    }
  });
  const Exploration bounded = explorer.explore("dpor:bound=0", 1000);
  EXPECT_TRUE(bounded.ended);
  EXPECT_FALSE(bounded.exhaustive);
  EXPECT_EQ(bounded.runs, 2u);
  EXPECT_TRUE(explorer.explore("dpor:bound=9", 1000).exhaustive);
}

TEST(DporSearch, main_and_its_waitgroup_add_no_classes) {
  Explorer explorer([] {
    auto* done = make<WaitGroup>();
    for (int i = 0; i < 4; ++i) {
      done->add(1);
      go([=] { done->done(); });
    }
    done->wait();
  });
  const Exploration all = explorer.explore("dpor", 1000);
  EXPECT_EQ(all.classes, 1u);
  EXPECT_TRUE(all.exhaustive);
}

TEST(DporSearch, progress_goes_to_the_end) {
  Explorer explorer([] { readers(6); });
  std::string error;
  const auto strategy = strategy::make_strategy("dpor", -1, error);
  std::uint32_t last = 0;
  const Exploration all = explorer.explore(*strategy, 1000, [&] {
    const std::uint32_t now = strategy->progress();
    EXPECT_LE(now, engine::Strategy::progress_whole);
    last = now;
    return std::uint64_t{0};
  });
  EXPECT_EQ(all.classes, 64u);
  EXPECT_GT(last, engine::Strategy::progress_whole / 2);
}

TEST(DporSearch, early_firings_are_named) {
  // The sender needs longer than the receiver waits; only an early firing makes it lose.
  Explorer explorer([] {
    const Chan<int> values = make_chan<int>(1);
    go([=] { values.send(1); });
    std::optional<int> got;
    const int taken = select({values.on_recv(got), after(5ms).on_recv()});
    check(taken == 0, "in time");
  });
  EXPECT_TRUE(explorer.explore("dpor", 1000, {}, 0).kinds.empty());
  EXPECT_TRUE(explorer.explore("dpor", 1000, {}, 1).kinds.contains(Kind::check_failed));
}

}  // namespace
}  // namespace heddle::dpor_test
