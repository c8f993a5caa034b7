// Things that happen once: Once and its relatives (A.14), function-local statics, double-checked
// locking done right (A.18).

#include <atomic>
#include <map>
#include <string>
#include <vector>

#include "catalogue.h"
#include "cell.h"

namespace heddle::race_free::onces {

constinit const Scenario made_by_the_first{
    .name = "onces/made_by_the_first",
    .story =
        "Whoever comes first fills the table; everybody else reads it without a lock. Also a "
        "call that did not run the function is ordered after it (A.14).",
    .body =
        [] {
          struct Lazy {
            Once once;
            Cell cell;
            std::vector<std::string> names;
          };
          auto* lazy = make<Lazy>();
          for (int i = 0; i < 3; ++i) {
            go("user", [=] {
              lazy->once.run_once([=] {
                lazy->cell.write(2);
                lazy->names = {"heald", "reed"};
              });
              check(lazy->cell.read() == static_cast<int>(lazy->names.size()), "all made");
            });
          }
        },
};

constinit const Scenario function_once{
    .name = "onces/function_once",
    .story = "The same through OnceFunc, whose copies share the one run.",
    .body =
        [] {
          auto* cell = make<Cell>();
          const OnceFunc start([=] { cell->write(1); });
          for (int i = 0; i < 2; ++i) {
            go("user", [=] {
              start();
              check(cell->read() == 1, "started");
            });
          }
        },
};

constinit const Scenario value_once{
    .name = "onces/value_once",
    .story = "OnceValue gives every caller a reference to one string, made by one of them.",
    .body =
        [] {
          auto* cell = make<Cell>();
          const OnceValue greeting([=] {
            cell->write(1);
            return std::string("a greeting that is too long to be kept inside");
          });
          for (int i = 0; i < 2; ++i) {
            go("user", [=] {
              check(greeting().size() == 45, "the whole text");
              check(cell->read() == 1, "what the function did");
            });
          }
        },
};

constinit const Scenario once_that_panicked{
    .name = "onces/once_that_panicked",
    .story =
        "The function panics after it has written; later callers go on and see what it wrote, "
        "because a Once whose function panicked is done (A.14).",
    .body =
        [] {
          struct Lazy {
            Once once;
            Cell cell;
          };
          auto* lazy = make<Lazy>();
          for (int i = 0; i < 2; ++i) {
            go("user", [=] {
              try {
                lazy->once.run_once([=] {
                  lazy->cell.write(1);
                  panic("no more room");
                });
              } catch (const Panic&) {
                log("recovered");
              }
              check(lazy->cell.read() == 1, "written before the panic");
            });
          }
        },
};

constinit const Scenario double_checked{
    .name = "onces/double_checked",
    .story =
        "Double-checked locking done right: the pointer that is read without the lock is an "
        "Atomic, so who sees it sees what it points to (A.18).",
    .body =
        [] {
          struct Lazy {
            Mutex mu;
            Atomic<Cell*> made;
          };
          auto* lazy = make<Lazy>();
          for (int i = 0; i < 3; ++i) {
            go("user", [=] {
              Cell* cell = lazy->made.load();
              if (cell == nullptr) {
                Lock hold(lazy->mu);
                cell = lazy->made.load();
                if (cell == nullptr) {
                  cell = make<Cell>();
                  cell->write(11);
                  lazy->made.store(cell);
                }
              }
              check(cell->read() == 11, "fully made");
            });
          }
        },
};

// The order comes from std::atomic here, which only a build with race checks sees: no Cell.
constinit const Scenario double_checked_std{
    .name = "onces/double_checked_std",
    .story = "The same with std::atomic, acquire and release, as in any C++ textbook.",
    .body =
        [] {
          struct Config {
            int number = 0;
            std::string text;
          };
          struct Lazy {
            Mutex mu;
            std::atomic<Config*> made{nullptr};
          };
          auto* lazy = make<Lazy>();
          for (int i = 0; i < 3; ++i) {
            go("user", [=] {
              yield();
              Config* config = lazy->made.load(std::memory_order_acquire);
              if (config == nullptr) {
                Lock hold(lazy->mu);
                config = lazy->made.load(std::memory_order_relaxed);
                if (config == nullptr) {
                  config = make<Config>();
                  config->number = 11;
                  config->text = "eleven";
                  lazy->made.store(config, std::memory_order_release);
                }
              }
              check(config->number == 11 && config->text == "eleven", "fully made");
            });
          }
        },
};

namespace {

const std::map<std::string, int>& widths() {
  static const std::map<std::string, int> table = [] {
    std::map<std::string, int> made;
    made["narrow"] = 1;
    yield();  // others arrive now
    made["broad"] = 2;
    return made;
  }();
  return table;
}

struct Loom {
  Cell* ends;
};

const Loom& loom() {
  static const Loom instance = [] {
    Loom made{make<Cell>()};
    auto* arriving = make<Atomic<bool>>();
    Cell* ends = made.ends;
    go("second", [=] {
      arriving->store(true);
      // In the first run of a process this waits for the initialisation, which is under way.
      loom();
      check(ends->read() == 400, "the initialisation has ended");
    });
    while (!arriving->load()) yield();
    made.ends->write(400);
    return made;
  }();
  return instance;
}

}  // namespace

constinit const Scenario local_static{
    .name = "onces/local_static",
    .story =
        "A table in a function-local static; the goroutine that initialises it is interrupted "
        "in the middle while two others arrive. They wait, then all read.",
    .body =
        [] {
          for (int i = 0; i < 3; ++i) {
            go("user", [] { check(widths().at("broad") == 2, "the whole table"); });
          }
        },
};

constinit const Scenario static_under_way{
    .name = "onces/static_under_way",
    .story =
        "The initialisation of a static starts the goroutine that then waits for it; what it "
        "writes after that is ordered by the end of the initialisation and nothing else.",
    .body =
        [] {
          go("bystander", [] { yield(); });
          loom();
          yield();
        },
};

}  // namespace heddle::race_free::onces
