// Semaphore, RateLimiter and signals: made of channels and locks, and as good for ordering.

#include <array>
#include <string>

#include "catalogue.h"
#include "cell.h"

namespace heddle::race_free::limits {

using namespace std::chrono_literals;

constinit const Scenario one_permit{
    .name = "limits/one_permit",
    .story =
        "A Semaphore of one unit is a mutex; the unit may be taken over from the one who "
        "releases without ever being free.",
    .body =
        [] {
          auto* permit = make<Semaphore>(1);
          auto* cell = make<Cell>();
          for (int i = 0; i < 3; ++i) {
            go("worker", [=] {
              permit->acquire(background());
              cell->add(1);
              permit->release();
            });
          }
        },
};

constinit const Scenario all_permits{
    .name = "limits/all_permits",
    .story =
        "Readers take one unit, the writer takes all three: a reader-writer lock made of "
        "weights.",
    .body =
        [] {
          auto* units = make<Semaphore>(3);
          auto* cell = make<Cell>();
          auto* text = make<std::string>();
          for (int i = 0; i < 2; ++i) {
            go("reader", [=] {
              units->acquire(background());
              check(cell->read() == static_cast<int>(text->size()), "both or none");
              units->release();
            });
          }
          units->acquire(background(), 3);
          cell->write(5);
          *text = "five!";
          units->release(3);
        },
};

constinit const Scenario released_by_another{
    .name = "limits/released_by_another",
    .story =
        "One goroutine acquires, another releases: the release still comes before the next "
        "acquire.",
    .body =
        [] {
          auto* unit = make<Semaphore>(1);
          auto* cell = make<Cell>();
          unit->acquire(background());
          go("worker", [=] {
            cell->write(1);
            unit->release();
          });
          unit->acquire(background());
          check(cell->read() == 1, "the worker has released");
        },
};

constinit const Scenario limited_but_apart{
    .name = "limits/limited_but_apart",
    .story =
        "Three goroutines share a rate limiter and nothing else; each has data of its own "
        "that lie side by side.",
    .body =
        [] {
          auto* limiter = make<RateLimiter>(RateLimit{.tokens = 1, .per = 1ms, .burst = 1});
          auto* cells = make<std::array<Cell, 3>>();
          auto* plain = make<std::array<char, 3>>();
          for (std::size_t i = 0; i < 3; ++i) {
            go("client", [=] {
              limiter->wait(background());
              (*cells)[i].write(1);
              ++(*plain)[i];
              if (limiter->allow()) (*cells)[i].write(2);
            });
          }
        },
};

constinit const Scenario told_by_a_signal{
    .name = "limits/told_by_a_signal",
    .story =
        "Somebody writes and raises a signal; the handler's goroutine receives it from its "
        "channel and reads (A.3).",
    .body =
        [] {
          auto* cell = make<Cell>();
          const Chan<Signal> signals = make_chan<Signal>(1);
          notify(signals, Signal::hangup);
          go("operator", [=] {
            cell->write(1);
            raise(Signal::hangup);
          });
          check(*signals.recv() == Signal::hangup && cell->read() == 1, "written before");
        },
};

constinit const Scenario stopped_by_a_signal{
    .name = "limits/stopped_by_a_signal",
    .story = "The same through notify_context: the signal cancels a context (A.21).",
    .body =
        [] {
          auto* cell = make<Cell>();
          const NotifyContext listening = notify_context(background(), Signal::terminate);
          const Context ctx = listening.context;
          go("worker", [=] {
            ctx.done().recv();
            check(cell->read() == 2, "written before the signal");
          });
          cell->write(2);
          raise(Signal::terminate);
          listening.stop();
        },
};

}  // namespace heddle::race_free::limits
