// Memory that changes hands below the program's notice: the allocator's, the stacks', the standard
// library's. Nothing here has two accesses to one object that matter; it is the addresses that
// meet.

#include <array>
#include <bitset>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <iomanip>
#include <map>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "catalogue.h"
#include "cell.h"

namespace heddle::race_free::memory {
namespace {

// Written by whoever has it, read by whoever destroys it.
struct Ledger {
  std::vector<int> entries = std::vector<int>(4, 0);
  int* closed_with = nullptr;
  ~Ledger() {
    if (closed_with != nullptr) *closed_with = entries[0] + entries[1];
  }
};

// Deep enough to use some of the stack, and told apart by what it leaves there.
[[gnu::noinline]] int on_the_stack(int seed) {
  volatile int numbers[32];
  Cell cell;
  for (int i = 0; i < 32; ++i) numbers[i] = seed + i;
  cell.write(numbers[31]);
  yield();
  return cell.read() - numbers[0];
}

}  // namespace

constinit const Scenario block_used_again{
    .name = "memory/block_used_again",
    .story =
        "Goroutines allocate, write and free blocks of one size; the allocator gives the same "
        "block to one after the other, and no edge of the program orders them.",
    .body =
        [] {
          for (int i = 0; i < 3; ++i) {
            go("worker", [=] {
              for (int k = 0; k < 2; ++k) {
                auto block = std::make_unique<std::array<int, 6>>();
                auto cell = std::make_unique<Cell>();
                block->fill(i);
                cell->write(i);
                yield();
                check((*block)[5] == i && cell->read() == i, "still mine");
              }
            });
          }
        },
};

constinit const Scenario stack_used_again{
    .name = "memory/stack_used_again",
    .story =
        "Many goroutines, one after the other, on recycled stacks: their locals have the "
        "addresses of the locals of those before them.",
    .body =
        [] {
          auto* wg = make<WaitGroup>();
          for (int round = 0; round < 40; ++round) {
            wg->go([=] { check(on_the_stack(round) == 31, "nobody else writes here"); });
            go("beside", [=] { check(on_the_stack(-round) == 31, "nor here"); });
          }
          wg->wait();
        },
};

constinit const Scenario block_grown{
    .name = "memory/block_grown",
    .story =
        "realloc moves a block while its owner holds a lock; the old block goes to another "
        "goroutine at once.",
    .body =
        [] {
          struct State {
            Mutex mu;
            char* text = nullptr;
            std::size_t bytes = 0;
            Cell size;
          };
          auto* state = make<State>();
          auto* wg = make<WaitGroup>();
          for (int i = 0; i < 2; ++i) {
            wg->go([=] {
              for (int k = 0; k < 2; ++k) {
                Lock hold(state->mu);
                state->text = static_cast<char*>(std::realloc(state->text, state->bytes + 24));
                std::memset(state->text + state->bytes, 'x', 24);
                state->bytes += 24;
                state->size.add(24);
              }
            });
            wg->go([] {
              const std::unique_ptr<char, void (*)(void*)> mine(static_cast<char*>(std::malloc(24)),
                                                                std::free);
              std::memset(mine.get(), 'y', 24);
              yield();
              check(mine.get()[23] == 'y', "still mine");
            });
          }
          wg->wait();
          check(state->size.read() == 96 && state->text[95] == 'x', "four pieces");
          std::free(state->text);
        },
};

constinit const Scenario last_owner_destroys{
    .name = "memory/last_owner_destroys",
    .story =
        "Two goroutines own a shared_ptr each and write different entries; whoever lets go "
        "last runs the destructor, which reads both. The reference count orders them.",
    .body =
        [] {
          auto* sum = make<int>(0);
          auto* wg = make<WaitGroup>();
          auto shared = std::make_shared<Ledger>();
          shared->closed_with = sum;
          for (std::size_t i = 0; i < 2; ++i) {
            wg->go([own = shared, i]() mutable {
              own->entries[i] = 10;
              yield();
              own.reset();
            });
          }
          shared.reset();
          wg->wait();
          check(*sum == 20, "destroyed, once, after both");
        },
};

constinit const Scenario maybe_still_there{
    .name = "memory/maybe_still_there",
    .story = "A weak_ptr is locked by a goroutine that does not know whether the owner is gone.",
    .body =
        [] {
          auto shared = std::make_shared<std::string>("what is shared is never changed");
          for (int i = 0; i < 2; ++i) {
            go("observer", [weak = std::weak_ptr<const std::string>(shared)] {
              yield();
              if (const auto text = weak.lock()) check(text->size() == 31, "the whole text");
            });
          }
          yield();
          shared.reset();
        },
};

constinit const Scenario own_copies{
    .name = "memory/own_copies",
    .story =
        "Everybody copies one long string and one map and changes the copy; the originals are "
        "only read.",
    .body =
        [] {
          const auto* text = make<std::string>("a text that is longer than a string itself");
          const auto* map = make<std::map<int, std::string>>(
              std::map<int, std::string>{{1, "one"}, {2, "a second entry, of some length"}});
          for (int i = 0; i < 3; ++i) {
            go("copier", [=] {
              std::string mine = *text;
              std::map<int, std::string> mine_too = *map;
              mine[0] = 'A';
              yield();
              mine_too[3] = mine;
              check(mine_too.size() == 3 && text->front() == 'a', "a copy");
            });
          }
        },
};

constinit const Scenario streams_of_their_own{
    .name = "memory/streams_of_their_own",
    .story =
        "Each goroutine formats into a stream of its own. Streams share the locale and its "
        "facets, whose reference counts are the library's business.",
    .body =
        [] {
          auto* lines = make<std::array<std::string, 3>>();
          auto* wg = make<WaitGroup>();
          for (std::size_t i = 0; i < 3; ++i) {
            wg->go([=] {
              std::ostringstream out;
              out << std::setw(4) << i << ' ' << std::hex << 255 << ' ' << 1.5;
              yield();
              out << std::boolalpha << ' ' << true;
              (*lines)[i] = out.str();
            });
          }
          wg->wait();
          for (const std::string& line : *lines) check(line.ends_with("ff 1.5 true"), "formatted");
        },
};

constinit const Scenario shared_callable{
    .name = "memory/shared_callable",
    .story = "One std::function, called by many at the same time: calling it reads it.",
    .body =
        [] {
          const auto* scale = make<std::function<int(int)>>(
              [factors = std::vector<int>{1, 2, 3}](int i) { return factors.at(1) * i; });
          for (int i = 0; i < 3; ++i) {
            go("caller", [=] {
              yield();
              check((*scale)(i) == 2 * i, "the same function");
            });
          }
        },
};

constinit const Scenario scratch_by_number{
    .name = "memory/scratch_by_number",
    .story =
        "Workers have scratch memory by number, as a thread pool's workers have; in the next "
        "round other goroutines get the same numbers.",
    .body =
        [] {
          struct Scratch {
            Cell cell;
            std::string text;
          };
          auto* scratch = make<std::array<Scratch, 2>>();
          auto* wg = make<WaitGroup>();
          for (int round = 0; round < 2; ++round) {
            for (Scratch& mine : *scratch) {
              wg->go([&mine, round] {
                mine.cell.write(round);
                mine.text.assign(20, static_cast<char>('a' + round));
                yield();
                check(mine.cell.read() == round && mine.text.back() == 'a' + round, "mine");
              });
            }
            wg->wait();
          }
        },
};

constinit const Scenario constants{
    .name = "memory/constants",
    .story =
        "A table that is made before anybody starts and never changed is read by everybody, "
        "with lookups that walk its nodes.",
    .body =
        [] {
          static const std::map<std::string, int> weaves = {
              {"plain", 2}, {"twill", 3}, {"satin", 5}};
          auto* made = make<Cell>();
          made->write(static_cast<int>(weaves.size()));
          for (int i = 0; i < 3; ++i) {
            go("reader", [=] {
              yield();
              check(weaves.at("satin") == 5 && made->read() == 3, "the table");
            });
          }
        },
};

}  // namespace heddle::race_free::memory
