// Publication gone wrong: atomics, Once, Map, Context and timers, each used almost right.

#include <heddle/heddle.h>

#include <chrono>

#include "catalogue.h"
#include "datum.h"

namespace heddle::racy::publications {

using namespace std::chrono_literals;

constinit const Scenario published_too_early{
    .name = "publications/published_too_early",
    .story = "The flag is set before the data are written (A.18 in the wrong order).",
    .expect = {Kind::data_race},
    .body =
        [] {
          auto* datum = make<Datum>();
          auto* ready = make<Atomic<bool>>();
          go("writer", [=] {
            ready->store(true);
            datum->checked.write(1), datum->plain = 1;  // races
          });
          while (!ready->load()) yield();
          datum->checked.read(), use(datum->plain);  // races
        },
};

constinit const Scenario stored_blindly{
    .name = "publications/stored_blindly",
    .story =
        "Two goroutines write and then store the same flag. A store sees nothing, so the "
        "second is not ordered after the first (A.18).",
    .expect = {Kind::data_race},
    .body =
        [] {
          auto* datum = make<Datum>();
          auto* flag = make<Atomic<int>>();
          go("first", [=] {
            datum->checked.write(1), datum->plain = 1;  // races
            flag->store(1);
          });
          flag->store(2);
          datum->checked.write(2), datum->plain = 2;  // races
        },
};

constinit const Scenario double_checked_wrong{
    .name = "publications/double_checked_wrong",
    .story =
        "Double-checked locking with a plain pointer: the first look is not ordered after the "
        "write under the lock (A.19).",
    .expect = {Kind::data_race},
    .body =
        [] {
          auto* mu = make<Mutex>();
          auto* datum = make<Datum>();
          go("maker", [=] {
            Lock hold(*mu);
            datum->checked.write(1), datum->plain = 1;  // races
          });
          datum->checked.read(), use(datum->plain);  // races
        },
};

constinit const Scenario beside_the_once{
    .name = "publications/beside_the_once",
    .story =
        "One goroutine makes the value inside run_once, another looks at it without calling "
        "run_once first (A.14).",
    .expect = {Kind::data_race},
    .body =
        [] {
          auto* once = make<Once>();
          auto* datum = make<Datum>();
          go("maker", [=] {
            once->run_once([=] {
              datum->checked.write(1), datum->plain = 1;  // races
            });
          });
          datum->checked.read(), use(datum->plain);  // races
        },
};

constinit const Scenario other_key{
    .name = "publications/other_key",
    .story =
        "A Map is no lock: who has read one key is not ordered after who has written another "
        "(A.20).",
    .expect = {Kind::data_race},
    .body =
        [] {
          auto* map = make<Map<int, int>>();
          auto* datum = make<Datum>();
          map->store(1, 1);
          go("writer", [=] {
            datum->checked.write(1), datum->plain = 1;  // races
            map->store(2, 2);
          });
          map->load(1);
          datum->checked.read(), use(datum->plain);  // races
        },
};

constinit const Scenario not_yet_cancelled{
    .name = "publications/not_yet_cancelled",
    .story =
        "err() is asked once and says nil; the canceller wrote before it cancelled, and the "
        "worker reads all the same (A.21).",
    .expect = {Kind::data_race},
    .body =
        [] {
          auto* datum = make<Datum>();
          const auto [ctx, cancel] = with_cancel(background());
          go("worker", [=] {
            if (!ctx.err()) {
              datum->checked.read(), use(datum->plain);  // races
            }
          });
          datum->checked.write(1), datum->plain = 1;  // races
          cancel();
        },
};

constinit const Scenario timed_out{
    .name = "publications/timed_out",
    .story =
        "Main gives up at the timeout and reads the result that the worker may be writing just "
        "now: the timer orders main after its own past only (A.22).",
    .expect = {Kind::data_race},
    .body =
        [] {
          auto* datum = make<Datum>();
          const Chan<Unit> report = make_chan<Unit>(1);
          go("worker", [=] {
            datum->checked.write(1), datum->plain = 1;  // races
            sleep(20ms);
            report.send({});
          });
          if (select({report.on_recv(), after(10ms).on_recv()}) == 1) {
            datum->checked.read(), use(datum->plain);  // races
          }
        },
};

constinit const Scenario put_back_too_early{
    .name = "publications/put_back_too_early",
    .story =
        "A scratch buffer is put back into the pool and then used once more; whoever gets it "
        "next uses it as well (A.20).",
    .expect = {Kind::data_race},
    .body =
        [] {
          auto* pool = make<Pool<Datum>>();
          go("first", [=] {
            auto* mine = make<Datum>();
            pool->put(mine);
            mine->checked.write(1), mine->plain = 1;  // races
          });
          Datum* got = pool->get();
          while (got == nullptr) {
            yield();
            got = pool->get();
          }
          got->checked.write(2), got->plain = 2;  // races
        },
};

}  // namespace heddle::racy::publications
