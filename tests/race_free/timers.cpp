// Timers order what came before they were started and what they cause (A.22), and nothing else.

#include <chrono>
#include <string>

#include "catalogue.h"
#include "cell.h"

namespace heddle::race_free::timers {

using namespace std::chrono_literals;

constinit const Scenario started_again{
    .name = "timers/started_again",
    .story =
        "A worker waits for a timer that was stopped before it was born. Main writes and starts "
        "the timer again: the reset comes before the tick it causes.",
    .body =
        [] {
          auto* cell = make<Cell>();
          const Timer timer = new_timer(1h);
          timer.stop();
          go("worker", [=] {
            timer.chan().recv();
            check(cell->read() == 1, "written before the reset");
          });
          cell->write(1);
          timer.reset(1ms);
        },
};

constinit const Scenario tick_kept{
    .name = "timers/tick_kept",
    .story =
        "The same with a worker that comes late: the tick waits for it in the timer's channel "
        "and still brings what was known at the reset.",
    .body =
        [] {
          auto* cell = make<Cell>();
          const Timer timer = new_timer(1h);
          timer.stop();
          go("worker", [=] {
            sleep(5ms);
            timer.chan().recv();
            check(cell->read() == 1, "written before the reset");
          });
          cell->write(1);
          timer.reset(1ms);
        },
};

constinit const Scenario function_of_a_timer{
    .name = "timers/function_of_a_timer",
    .story =
        "after_func runs its function in a goroutine that nobody started by hand; it reads "
        "what was written before the call.",
    .body =
        [] {
          auto* cell = make<Cell>();
          auto* text = make<std::string>();
          const Chan<Unit> ran = make_chan<Unit>();
          go("bystander", [] { yield(); });
          cell->write(2);
          *text = "two";
          after_func(5ms, [=] {
            check(cell->read() == 2 && *text == "two", "written before after_func");
            cell->write(3);
            ran.close();
          });
          ran.recv();
          check(cell->read() == 3, "and the function has written");
        },
};

constinit const Scenario put_off{
    .name = "timers/put_off",
    .story =
        "The owner changes what the function of a timer reads, but only when stop() has told "
        "that it will not run before it is started again.",
    .body =
        [] {
          auto* cell = make<Cell>();
          cell->write(1);
          const Timer timer = after_func(10ms, [=] { check(cell->read() > 0, "a number"); });
          go("bystander", [] { sleep(5ms); });
          sleep(3ms);
          if (timer.stop()) {
            cell->write(2);
            timer.reset(1ms);
          }
        },
};

constinit const Scenario every_tick{
    .name = "timers/every_tick",
    .story =
        "A goroutine counts ticks in a variable of its own and sends the count when it has "
        "seen three; main reads the goroutine's data then.",
    .body =
        [] {
          auto* counts = make<Cell>();
          const Chan<int> seen = make_chan<int>();
          go("counter", [=] {
            const Ticker ticker = new_ticker(1ms);
            for (int i = 0; i < 3; ++i) {
              ticker.chan().recv();
              counts->add(1);
            }
            ticker.stop();
            seen.send(counts->read());
          });
          check(*seen.recv() == counts->read(), "nobody counts any more");
        },
};

constinit const Scenario one_after_another{
    .name = "timers/one_after_another",
    .story =
        "The function of a timer starts the next timer, whose function starts the next: a "
        "chain of goroutines, none the child of another, that share a cell without a lock.",
    .body =
        [] {
          auto* cell = make<Cell>();
          const Chan<Unit> ended = make_chan<Unit>();
          go("bystander", [] { yield(); });
          after_func(1ms, [=] {
            cell->add(1);
            after_func(1ms, [=] {
              cell->add(1);
              ended.close();
            });
          });
          ended.recv();
          check(cell->read() == 2, "both functions have run");
        },
};

constinit const Scenario ticks_under_lock{
    .name = "timers/ticks_under_lock",
    .story =
        "A ticker and a worker change the same cell under a lock while main sleeps and reads "
        "under the lock as well: sleeping orders nothing, and nothing needs it to.",
    .body =
        [] {
          struct State {
            Mutex mu;
            Cell cell;
          };
          auto* state = make<State>();
          go("ticking", [=] {
            const Ticker ticker = new_ticker(2ms);
            for (int i = 0; i < 2; ++i) {
              ticker.chan().recv();
              Lock hold(state->mu);
              state->cell.add(1);
            }
            ticker.stop();
          });
          go("worker", [=] {
            sleep(3ms);
            Lock hold(state->mu);
            state->cell.add(1);
          });
          sleep(4ms);
          Lock hold(state->mu);
          check(state->cell.read() <= 3, "some of them");
        },
};

}  // namespace heddle::race_free::timers
