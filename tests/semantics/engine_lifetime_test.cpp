// What lives how long: DESIGN 3, "Lifetime", "A run that ends early", statics.

#include <array>

#include "run_test.h"

namespace heddle::semantics {
namespace {

TEST(Engine, the_frame_of_the_body_stays_intact_after_it_has_returned) {
  EXPECT_TRUE(clean(
      [] {
        std::array<int, 64> local{};
        for (std::size_t i = 0; i < local.size(); ++i) local[i] = static_cast<int>(i);
        const Chan<Unit> never_ready = make_chan<Unit>();
        go([&local] {
          sleep(1ms);  // main has returned, others have run
          for (std::size_t i = 0; i < local.size(); ++i) {
            check(local[i] == static_cast<int>(i), "the local is as main left it");
            yield();
          }
        });
        go([=] { select({never_ready.on_recv(), after(5ms).on_recv()}); });
      },
      every(0)));
}

struct Counted {
  explicit Counted(std::string* log, char name) : log_(log), name_(name) {}
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;
  ~Counted() { *log_ += name_; }

 private:
  std::string* log_;
  char name_;
};

TEST(Engine, make_destroys_newest_first_after_the_last_goroutine_has_ended) {
  std::string log;
  std::string at_end;
  EXPECT_TRUE(clean(
      [&] {
        log.clear();
        make<Counted>(&log, 'a');
        go([&] {
          make<Counted>(&log, 'b');
          sleep(1ms);
          at_end = log;
        });
      },
      every(0)));
  EXPECT_EQ(at_end, "") << "nothing is destroyed while a goroutine runs";
  EXPECT_EQ(log, "ba");
}

TEST(Engine, a_run_that_ends_early_destroys_nothing_and_unwinds_nobody) {
  static std::string log;
  log.clear();
  EXPECT_TRUE(always(
      [] {
        make<Counted>(&log, 'm');
        go([] {
          Counted local(&log, 'l');
          make_chan<int>().recv();
        });
        sleep(1ms);
        check(false, "the run ends here");
      },
      Kind::check_failed, "check failed: the run ends here", every(0)));
  EXPECT_EQ(log, "");
}

TEST(Engine, elements_left_in_a_channel_are_destroyed_with_the_run) {
  std::string log;
  EXPECT_TRUE(clean([&] {
    log.clear();
    const Chan<std::unique_ptr<Counted>> c = make_chan<std::unique_ptr<Counted>>(2);
    c.send(std::make_unique<Counted>(&log, 'x'));
    c.send(std::make_unique<Counted>(&log, 'y'));
  }));
  EXPECT_EQ(log, "xy");
}

TEST(Engine, captures_of_a_goroutine_are_destroyed_when_it_ends) {
  std::string log;
  EXPECT_TRUE(clean([&] {
    log.clear();
    go([&, owned = std::make_unique<Counted>(&log, 'c')] { log += '.'; });
  }));
  EXPECT_EQ(log, ".c");
}

TEST(Engine, without_drain_the_run_ends_when_main_returns) {
  static int steps;
  Scenario scenario;
  scenario.drain = false;
  scenario.body = [] {
    steps = 0;
    go([] {
      for (;;) {
        ++steps;
        sleep(1ms);
      }
    });
  };
  EXPECT_TRUE(clean(scenario));
  EXPECT_EQ(steps, 0) << "main returns without giving way, so the other one never runs";
}

// A function with a static whose initialisation gives others a turn. Statics live as long as the
// process, so there is one for each run.
template <int n>
int slow_static() {
  static const int value = [] {
    yield();
    sleep(1ms);
    return n;
  }();
  return value;
}

template <int... n>
constexpr auto table_of(std::integer_sequence<int, n...>) {
  return std::array<int (*)(), sizeof...(n)>{slow_static<n>...};
}

TEST(Engine, goroutines_wait_for_a_static_that_another_one_initialises) {
  static constexpr auto statics = table_of(std::make_integer_sequence<int, 64>{});
  std::size_t next = 0;
  EXPECT_TRUE(clean(
      [&] {
        const std::size_t mine = next++ % statics.size();
        auto* wg = make<WaitGroup>();
        for (int i = 0; i < 3; ++i) {
          wg->go([=] { check(statics[mine]() == static_cast<int>(mine), "initialised"); });
        }
        wg->wait();
      },
      sampled(statics.size())));
}

// As above; the first attempt throws.
template <int n>
int static_that_fails_first() {
  static int attempts = 0;
  static const int value = [] {
    yield();
    if (++attempts == 1) panic("not yet");
    return n;
  }();
  return value;
}

TEST(Engine, a_static_whose_initialisation_throws_is_tried_again_by_who_waits) {
  std::array<int (*)(), 8> statics = {static_that_fails_first<0>, static_that_fails_first<1>,
                                      static_that_fails_first<2>, static_that_fails_first<3>,
                                      static_that_fails_first<4>, static_that_fails_first<5>,
                                      static_that_fails_first<6>, static_that_fails_first<7>};
  std::size_t next = 0;
  EXPECT_TRUE(clean(
      [&] {
        const std::size_t mine = next++;
        auto* wg = make<WaitGroup>();
        auto* failed = make<Atomic<int>>(0);
        for (int i = 0; i < 2; ++i) {
          wg->go([=, &statics] {
            try {
              check(statics[mine]() == static_cast<int>(mine), "initialised");
            } catch (const Panic&) {
              failed->add(1);
            }
          });
        }
        wg->wait();
        check(failed->load() == 1, "one attempt failed, the other one succeeded");
      },
      sampled(statics.size())));
}

}  // namespace
}  // namespace heddle::semantics
