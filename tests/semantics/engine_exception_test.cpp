// Exceptions, goexit and Defer on goroutines: DESIGN 3, "Exceptions work inside goroutines".

#include <stdexcept>

#include "run_test.h"

namespace heddle::semantics {
namespace {

void fails(const char* what) { throw std::runtime_error(what); }

TEST(Engine, exceptions_survive_a_switch_inside_a_catch_block) {
  // Two goroutines are in handlers of different exceptions at the same time; each must see its own.
  EXPECT_EQ(outcomes([] {
              auto* seen = make<std::string>("..");
              auto* wg = make<WaitGroup>();
              for (const std::size_t i : {0U, 1U}) {
                wg->go([=] {
                  const char name = static_cast<char>('a' + i);
                  try {
                    throw std::runtime_error(std::string(1, name));
                  } catch (const std::runtime_error&) {
                    yield();
                    try {
                      throw;  // the one that is being handled here
                    } catch (const std::runtime_error& again) {
                      yield();
                      (*seen)[i] = again.what()[0];
                    }
                  }
                });
              }
              wg->wait();
              return *seen;
            }),
            Words{"ab"});
}

TEST(Engine, uncaught_exceptions_are_counted_for_each_goroutine) {
  struct Pause {
    Pause() = default;
    Pause(const Pause&) = delete;
    Pause& operator=(const Pause&) = delete;
    ~Pause() { yield(); }  // a switch while the exception is on its way
  };
  EXPECT_TRUE(clean([] {
    auto* wg = make<WaitGroup>();
    wg->go([] {
      try {
        Pause pause;
        throw std::runtime_error("passes");
      } catch (const std::runtime_error&) {
      }
    });
    check(std::uncaught_exceptions() == 0, "another goroutine's exception does not count here");
    yield();
    check(std::uncaught_exceptions() == 0, "another goroutine's exception does not count here");
    wg->wait();
  }));
}

TEST(Engine, nested_exceptions_unwind_in_the_right_goroutine) {
  EXPECT_TRUE(clean([] {
    auto* wg = make<WaitGroup>();
    for (int i = 0; i < 2; ++i) {
      wg->go([=] {
        std::exception_ptr kept;
        try {
          throw i;
        } catch (int) {
          kept = std::current_exception();
        }
        yield();
        try {
          std::rethrow_exception(kept);
        } catch (int caught) {
          yield();
          check(caught == i, "my own exception");
        }
      });
    }
    wg->wait();
  }));
}

TEST(Engine, goexit_that_a_handler_swallows_is_raised_again) {
  EXPECT_TRUE(clean([] {
    auto* wg = make<WaitGroup>();
    auto* defers = make<Atomic<int>>(0);
    wg->go([=] {
      Defer outer([=] { defers->add(1); });
      try {
        goexit();
      } catch (...) {
        // Swallowed: the goroutine ends all the same, at its next operation outside of handlers.
      }
      yield();
      check(false, "the goroutine has ended");
    });
    wg->wait();
    check(defers->load() == 1, "its defers ran");
  }));
}

TEST(Engine, goexit_swallowed_before_the_end_ends_the_goroutine_quietly) {
  EXPECT_TRUE(clean([] {
    auto* wg = make<WaitGroup>();
    wg->go([] {
      try {
        goexit();
      } catch (...) {
      }
    });
    wg->wait();
  }));
}

TEST(Engine, operations_in_a_handler_of_goexit_and_in_defers_still_work) {
  EXPECT_TRUE(clean([] {
    const Chan<int> told = make_chan<int>();
    go([=] {
      Defer last([=] { told.send(2); });
      try {
        goexit();
      } catch (...) {
        told.send(1);  // inside the handler: the exception is still being handled
        throw;
      }
    });
    check(told.recv() == 1 && told.recv() == 2, "both were sent");
  }));
}

TEST(Engine, a_defer_may_panic) {
  EXPECT_TRUE(clean([] {
    try {
      Defer last([] { panic("from the defer"); });
    } catch (const Panic& panic) {
      check(panic.message() == "from the defer", "it arrives");
    }
  }));
}

TEST(Engine, a_panic_in_a_defer_while_unwinding_is_recorded_and_ends_the_run) {
  EXPECT_TRUE(always(
      [] {
        Defer last([] { panic("second"); });
        panic("first");
      },
      Kind::panic, "panic while another panic was unwinding: second"));
}

TEST(Engine, a_defer_may_recover_its_own_panic_while_unwinding) {
  EXPECT_TRUE(always(
      [] {
        Defer careful([] {
          try {
            panic("inner");
          } catch (const Panic&) {
          }
        });
        panic("outer");
      },
      Kind::panic, "panic: outer"));
}

TEST(Engine, terminate_on_a_goroutine_is_a_crash) {
  EXPECT_TRUE(always(
      [] {
        go([] { []() noexcept { fails("through noexcept"); }(); });
        make_chan<int>().recv();
      },
      Kind::crash, "std::terminate was called: std::runtime_error: through noexcept"));
}

}  // namespace
}  // namespace heddle::semantics
