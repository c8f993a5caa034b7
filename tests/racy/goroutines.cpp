// Starting, ending and counting goroutines, and the clock: A.1, A.2, A.15, A.22, A.23.

#include <heddle/heddle.h>

#include <chrono>

#include "catalogue.h"
#include "datum.h"

namespace heddle::racy::goroutines {

using namespace std::chrono_literals;

constinit const Scenario exit_seen{
    .name = "goroutines/exit_seen",
    .story =
        "Main waits until it is the only goroutine left and reads what the other wrote. That a "
        "goroutine has ended orders nothing (A.2).",
    .expect = {Kind::data_race},
    .body =
        [] {
          auto* datum = make<Datum>();
          go("worker", [=] {
            datum->checked.write(1), datum->plain = 1;  // races
          });
          while (num_goroutine() > 1) yield();
          datum->checked.read(), use(datum->plain);  // races
        },
};

constinit const Scenario written_after_start{
    .name = "goroutines/written_after_start",
    .story =
        "Main starts a goroutine and then writes what that goroutine reads. What comes before "
        "the start is ordered, what comes after is not (A.1).",
    .expect = {Kind::data_race},
    .body =
        [] {
          auto* datum = make<Datum>();
          go("worker", [=] {
            datum->checked.read(), use(datum->plain);  // races
          });
          datum->checked.write(1), datum->plain = 1;  // races
        },
};

constinit const Scenario slept_long_enough{
    .name = "goroutines/slept_long_enough",
    .story =
        "Main sleeps until the worker has surely written. It has, and nothing orders the write "
        "and the read (A.22).",
    .expect = {Kind::data_race},
    .body =
        [] {
          auto* datum = make<Datum>();
          go("worker", [=] {
            datum->checked.write(1), datum->plain = 1;  // races
          });
          sleep(1s);
          datum->checked.read(), use(datum->plain);  // races
        },
};

constinit const Scenario gave_way{
    .name = "goroutines/gave_way",
    .story = "Main gives way a few times so that the worker can write first (A.23).",
    .expect = {Kind::data_race},
    .body =
        [] {
          auto* datum = make<Datum>();
          go("worker", [=] {
            datum->checked.write(1), datum->plain = 1;  // races
          });
          for (int i = 0; i < 3; ++i) yield();
          datum->checked.read(), use(datum->plain);  // races
        },
};

constinit const Scenario written_after_done{
    .name = "goroutines/written_after_done",
    .story = "The worker is done, and then writes one more number; main has waited (A.15).",
    .expect = {Kind::data_race},
    .body =
        [] {
          auto* wg = make<WaitGroup>();
          auto* datum = make<Datum>();
          wg->add(1);
          go("worker", [=] {
            wg->done();
            datum->checked.write(1), datum->plain = 1;  // races
          });
          wg->wait();
          datum->checked.read(), use(datum->plain);  // races
        },
};

constinit const Scenario added_is_not_done{
    .name = "goroutines/added_is_not_done",
    .story =
        "A worker writes and adds one to a group that others work for; another worker, that "
        "waits for nothing, adds after it. An add is not ordered after an add (A.15).",
    .expect = {Kind::data_race},
    .body =
        [] {
          auto* wg = make<WaitGroup>();
          auto* datum = make<Datum>();
          wg->add(1);
          go("first", [=] {
            datum->checked.write(1), datum->plain = 1;  // races
            wg->add(1);
            wg->done();
          });
          wg->add(1);
          datum->checked.write(2), datum->plain = 2;  // races
          wg->done();
          wg->done();
        },
};

constinit const Scenario captured_by_reference{
    .name = "goroutines/captured_by_reference",
    .story =
        "The counter of a loop is captured by its address; the goroutine reads it while the "
        "loop goes on. (In Go before 1.22 every loop variable was like this.)",
    .expect = {Kind::data_race},
    .body =
        [] {
          auto* datum = make<Datum>();
          for (int i = 0; i < 2; ++i) {
            datum->checked.write(i), datum->plain = i;  // races
            if (i == 0) {
              go("worker", [=] {
                datum->checked.read(), use(datum->plain);  // races
              });
            }
          }
        },
};

}  // namespace heddle::racy::goroutines
