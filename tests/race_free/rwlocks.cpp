// RWMutex: writers and readers in all pairs (A.10, A.11), tries (A.12), the reading side (A.13).

#include <array>
#include <mutex>
#include <shared_mutex>
#include <string>

#include "catalogue.h"
#include "cell.h"

namespace heddle::race_free::rwlocks {
namespace {

struct State {
  RWMutex mu;
  Cell cell;
  std::string text;
};

}  // namespace

constinit const Scenario two_writers{
    .name = "rwlocks/two_writers",
    .story = "Nobody reads: an RWMutex is a Mutex for its writers (A.10).",
    .body =
        [] {
          auto* state = make<State>();
          for (int i = 0; i < 2; ++i) {
            go("writer", [=] {
              Lock hold(state->mu);
              state->cell.add(1);
              state->text += "w";
            });
          }
        },
};

constinit const Scenario written_then_read{
    .name = "rwlocks/written_then_read",
    .story =
        "A reader looks after the writer, and only if the writer was first: the writer's "
        "unlock comes before the reader's lock (A.11).",
    .body =
        [] {
          auto* state = make<State>();
          go("writer", [=] {
            Lock hold(state->mu);
            state->cell.write(1);
            state->text = "written";
          });
          SharedLock hold(state->mu);
          if (state->cell.read() == 1) check(state->text == "written", "the whole write");
        },
};

constinit const Scenario read_then_written{
    .name = "rwlocks/read_then_written",
    .story =
        "Two readers hold the lock together, then a writer changes what they have read: each "
        "reader's unlock comes before the writer's lock (A.11).",
    .body =
        [] {
          auto* state = make<State>();
          for (int i = 0; i < 2; ++i) {
            go("reader", [=] {
              std::shared_lock hold(state->mu);
              check(state->cell.read() == static_cast<int>(state->text.size()), "both or none");
            });
          }
          Lock hold(state->mu);
          state->cell.write(4);
          state->text = "four";
        },
};

constinit const Scenario own_elements_while_reading{
    .name = "rwlocks/own_elements_while_reading",
    .story =
        "Readers write while they hold the lock for reading, each only its own element; who "
        "wants to see all of them locks for writing (A.11).",
    .body =
        [] {
          struct Slots {
            RWMutex mu;
            std::array<Cell, 2> hits;
            std::array<char, 2> plain{};
          };
          auto* slots = make<Slots>();
          for (std::size_t i = 0; i < 2; ++i) {
            go("reader", [=] {
              SharedLock hold(slots->mu);
              slots->hits[i].add(1);
              ++slots->plain[i];
            });
          }
          Lock hold(slots->mu);
          const int seen = slots->hits[0].read() + slots->hits[1].read();
          check(seen == slots->plain[0] + slots->plain[1], "a snapshot");
        },
};

constinit const Scenario looked_up_then_made{
    .name = "rwlocks/looked_up_then_made",
    .story =
        "Look with the reading lock, give it back, take the writing lock, look again, make. "
        "The first look is thrown away, as it must be.",
    .body =
        [] {
          struct Cache {
            RWMutex mu;
            Cell* entry = nullptr;
          };
          auto* cache = make<Cache>();
          for (int i = 0; i < 2; ++i) {
            go("user", [=] {
              const Cell* entry = nullptr;
              {
                SharedLock hold(cache->mu);
                entry = cache->entry;
              }
              if (entry == nullptr) {
                Lock hold(cache->mu);
                if (cache->entry == nullptr) {
                  cache->entry = make<Cell>();
                  cache->entry->write(5);
                }
                entry = cache->entry;
              }
              check(entry->read() == 5, "made once, read by all");
            });
          }
        },
};

constinit const Scenario tried_to_write{
    .name = "rwlocks/tried_to_write",
    .story = "try_lock until it succeeds, behind a writer and behind a reader (A.12).",
    .body =
        [] {
          auto* state = make<State>();
          go("writer", [=] {
            Lock hold(state->mu);
            state->cell.write(1);
          });
          go("reader", [=] {
            SharedLock hold(state->mu);
            state->cell.read();
          });
          while (!state->mu.try_lock()) yield();
          state->cell.add(1);
          state->text = "mine";
          state->mu.unlock();
        },
};

constinit const Scenario tried_to_read{
    .name = "rwlocks/tried_to_read",
    .story = "try_lock_shared until it succeeds, behind a writer (A.12).",
    .body =
        [] {
          auto* state = make<State>();
          go("writer", [=] {
            Lock hold(state->mu);
            state->cell.write(1);
            state->text = "x";
          });
          while (!state->mu.try_lock_shared()) yield();
          check(state->cell.read() == static_cast<int>(state->text.size()), "both or none");
          state->mu.unlock_shared();
        },
};

constinit const Scenario reading_side_as_lock{
    .name = "rwlocks/reading_side_as_lock",
    .story =
        "The reading side handed to std::lock_guard as a lock of its own (A.13), twice at the "
        "same time, against one writer.",
    .body =
        [] {
          auto* state = make<State>();
          for (int i = 0; i < 2; ++i) {
            go("reader", [=] {
              RWMutex::Reader reading = state->mu.reader();
              std::lock_guard hold(reading);
              check(state->cell.read() % 2 == 0, "never in the middle");
            });
          }
          Lock hold(state->mu);
          state->cell.write(1);
          state->cell.write(2);
        },
};

}  // namespace heddle::race_free::rwlocks
