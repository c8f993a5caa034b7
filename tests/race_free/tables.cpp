// Map and Pool: A.20.

#include <string>
#include <vector>

#include "catalogue.h"
#include "cell.h"

namespace heddle::race_free::tables {
namespace {

using Cells = Map<std::string, Cell*>;

Cell* filled(int value) {
  auto* cell = make<Cell>();
  cell->write(value);
  return cell;
}

}  // namespace

constinit const Scenario looked_up{
    .name = "tables/looked_up",
    .story = "A goroutine stores the address of what it has filled; who finds the key reads it.",
    .body =
        [] {
          auto* map = make<Cells>();
          go("writer", [=] { map->store("a", filled(1)); });
          for (int tries = 0; tries < 2; ++tries) {
            if (const auto found = map->load("a")) check((*found)->read() == 1, "filled");
          }
        },
};

constinit const Scenario stored_by_the_first{
    .name = "tables/stored_by_the_first",
    .story =
        "load_or_store: one of two wins, the other reads what the winner made and drops its "
        "own.",
    .body =
        [] {
          auto* map = make<Cells>();
          for (int i = 1; i <= 2; ++i) {
            go("user", [=] {
              const auto entry = map->load_or_store("k", filled(i));
              check(entry.loaded || entry.value->read() == i, "mine, or filled by the other");
              check(entry.value->read() > 0, "filled");
            });
          }
        },
};

constinit const Scenario taken_out{
    .name = "tables/taken_out",
    .story =
        "A cell is handed over through swap and load_and_delete: who takes it out of the map "
        "owns it and changes it.",
    .body =
        [] {
          auto* map = make<Cells>();
          go("first", [=] { map->store("k", filled(1)); });
          go("second", [=] {
            if (const auto old = map->swap("k", filled(2))) (*old)->add(1);
          });
          if (const auto last = map->load_and_delete("k")) (*last)->add(1);
        },
};

constinit const Scenario cleared{
    .name = "tables/cleared",
    .story =
        "Who finds a key gone has seen the clear that removed it, and what was written before "
        "that.",
    .body =
        [] {
          auto* map = make<Cells>();
          auto* reason = make<Cell>();
          map->store("k", filled(1));
          go("cleaner", [=] {
            reason->write(1);
            map->clear();
          });
          if (!map->load("k")) check(reason->read() == 1, "written before the clear");
        },
};

constinit const Scenario met_in_range{
    .name = "tables/met_in_range",
    .story = "range is no snapshot, but each entry it meets is ordered after its writer.",
    .body =
        [] {
          auto* map = make<Cells>();
          for (const char* key : {"a", "b"}) {
            go("writer", [=] { map->store(key, filled(4)); });
          }
          map->range([](const std::string& key, Cell* cell) {
            check(!key.empty() && cell->read() == 4, "filled");
          });
        },
};

constinit const Scenario scratch_buffers{
    .name = "tables/scratch_buffers",
    .story =
        "Goroutines take scratch buffers from a Pool, use them without a lock and put them "
        "back: the same memory for one after the other.",
    .body =
        [] {
          struct Scratch {
            Cell used;
            std::vector<int> numbers;
          };
          auto* pool = make<Pool<Scratch>>([] { return make<Scratch>(); });
          for (int i = 0; i < 3; ++i) {
            go("worker", [=] {
              Scratch* scratch = pool->get();
              scratch->used.add(1);
              scratch->numbers.assign(10, i);
              check(scratch->numbers.back() == i, "nobody else writes here");
              pool->put(scratch);
            });
          }
        },
};

constinit const Scenario keys_apart{
    .name = "tables/keys_apart",
    .story =
        "Two goroutines work on different keys of one Map and on what these hold, and look "
        "at each other's key only through the Map.",
    .body =
        [] {
          auto* map = make<Map<int, std::string>>();
          for (int i = 0; i < 2; ++i) {
            go("worker", [=] {
              map->store(i, "value number " + std::to_string(i));
              if (const auto other = map->load(1 - i)) {
                check(other->ends_with(std::to_string(1 - i)), "the other's value");
              }
            });
          }
        },
};

}  // namespace heddle::race_free::tables
