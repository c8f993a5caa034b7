// Publication by atomics: who sees the effect of an operation happens after it (A.18).

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "catalogue.h"
#include "cell.h"

namespace heddle::race_free::atomics {

constinit const Scenario published{
    .name = "atomics/published",
    .story =
        "A node is filled and its address stored into an Atomic; who loads the address reads "
        "the node without a lock.",
    .body =
        [] {
          struct Node {
            Cell cell;
            std::string text;
          };
          auto* head = make<Atomic<Node*>>();
          go("publisher", [=] {
            auto* node = make<Node>();
            node->cell.write(1);
            node->text = "published with a store";
            head->store(node);
          });
          for (int tries = 0; tries < 3; ++tries) {
            if (const Node* node = head->load()) {
              check(node->cell.read() == 1 && node->text.size() == 22, "a whole node");
              return;
            }
          }
        },
};

constinit const Scenario flag_after_data{
    .name = "atomics/flag_after_data",
    .story = "The oldest trick: write, set the flag; spin on the flag, read.",
    .body =
        [] {
          auto* cell = make<Cell>();
          auto* ready = make<Atomic<bool>>();
          go("writer", [=] {
            cell->write(1);
            ready->store(true);
          });
          while (!ready->load()) yield();
          check(cell->read() == 1, "the flag is set last");
        },
};

constinit const Scenario spin_lock{
    .name = "atomics/spin_lock",
    .story = "A lock made of a compare-and-swap and a store; no detector knows that it is one.",
    .body =
        [] {
          auto* busy = make<Atomic<int>>();
          auto* cell = make<Cell>();
          auto* text = make<std::string>();
          for (int i = 0; i < 2; ++i) {
            go("worker", [=] {
              while (!busy->compare_and_swap(0, 1)) yield();
              cell->add(1);
              *text += "turn ";
              busy->store(0);
            });
          }
        },
};

constinit const Scenario learned_from_failure{
    .name = "atomics/learned_from_failure",
    .story =
        "A compare-and-swap that fails has seen what made it fail: one goroutine fills the "
        "cell and claims it, the loser reads it.",
    .body =
        [] {
          auto* claimed = make<Atomic<int>>();
          auto* cells = make<std::array<Cell, 2>>();
          for (int i = 0; i < 2; ++i) {
            go("claimant", [=] {
              (*cells)[static_cast<std::size_t>(i)].write(1);
              if (claimed->compare_and_swap(0, 1 + i)) return;
              const int winner = 1 - i;
              check((*cells)[static_cast<std::size_t>(winner)].read() == 1, "the winner's cell");
            });
          }
        },
};

constinit const Scenario last_one_out{
    .name = "atomics/last_one_out",
    .story =
        "Each worker writes its own cell and counts down; whoever reaches zero reads them "
        "all. Each decrement sees the ones before it.",
    .body =
        [] {
          auto* left = make<Atomic<int>>(3);
          auto* cells = make<std::array<Cell, 3>>();
          auto* plain = make<std::vector<int>>(std::size_t{3}, 0);
          for (std::size_t i = 0; i < 3; ++i) {
            go("worker", [=] {
              (*cells)[i].write(1);
              (*plain)[i] = 1;
              if (left->add(-1) != 0) return;
              int sum = 0;
              for (std::size_t k = 0; k < 3; ++k) sum += (*cells)[k].read() + (*plain)[k];
              check(sum == 6, "everybody has written");
            });
          }
        },
};

constinit const Scenario mailbox{
    .name = "atomics/mailbox",
    .story = "Letters change hands by swap on one pointer: who swaps a letter out owns it.",
    .body =
        [] {
          auto* box = make<Atomic<Cell*>>();
          for (int i = 0; i < 2; ++i) {
            go("correspondent", [=] {
              auto* mine = make<Cell>();
              mine->write(1);
              if (Cell* other = box->swap(mine)) other->add(1);
            });
          }
          if (Cell* letter = box->swap(nullptr)) letter->add(1);
        },
};

constinit const Scenario bits_collected{
    .name = "atomics/bits_collected",
    .story =
        "Each worker sets its bit when its cell is written; the one that completes the "
        "pattern reads all cells.",
    .body =
        [] {
          auto* bits = make<Atomic<unsigned>>();
          auto* cells = make<std::array<Cell, 2>>();
          for (unsigned i = 0; i < 2; ++i) {
            go("worker", [=] {
              (*cells)[i].write(1);
              const unsigned before = bits->fetch_or(1U << i);
              if ((before | 1U << i) != 3) return;
              check((*cells)[0].read() + (*cells)[1].read() == 2, "both are written");
            });
          }
        },
};

constinit const Scenario stack_of_nodes{
    .name = "atomics/stack_of_nodes",
    .story =
        "Two goroutines push nodes onto a linked stack with compare-and-swap; main takes the "
        "whole stack and walks it.",
    .body =
        [] {
          struct Node {
            Cell cell;
            Node* below = nullptr;
          };
          auto* top = make<Atomic<Node*>>();
          for (int i = 0; i < 2; ++i) {
            go("pusher", [=] {
              auto* node = make<Node>();
              node->cell.write(i);
              do {
                node->below = top->load();
              } while (!top->compare_and_swap(node->below, node));
            });
          }
          for (const Node* node = top->swap(nullptr); node != nullptr; node = node->below) {
            check(node->cell.read() >= 0, "a filled node");
          }
        },
};

constinit const Scenario tickets{
    .name = "atomics/tickets",
    .story =
        "A ticket lock: draw a number, wait until it is served. The order comes from loads of "
        "the number served.",
    .body =
        [] {
          struct Counter {
            Atomic<int> next;
            Atomic<int> served;
            Cell cell;
          };
          auto* counter = make<Counter>();
          for (int i = 0; i < 2; ++i) {
            go("customer", [=] {
              const int mine = counter->next.add(1) - 1;
              while (counter->served.load() != mine) yield();
              counter->cell.add(1);
              counter->served.store(mine + 1);
            });
          }
        },
};

constinit const Scenario whole_value{
    .name = "atomics/whole_value",
    .story =
        "An AtomicValue holds a configuration with a string and a pointer; it is replaced as "
        "a whole and never changed.",
    .body =
        [] {
          struct Config {
            std::string name;
            const Cell* limit = nullptr;
          };
          auto* config = make<AtomicValue<Config>>();
          go("loader", [=] {
            for (int i = 1; i <= 2; ++i) {
              auto* limit = make<Cell>();
              limit->write(i);
              config->store({"version " + std::to_string(i), limit});
            }
          });
          for (int i = 0; i < 2; ++i) {
            const std::optional<Config> seen = config->load();
            if (!seen) continue;
            check(seen->name.ends_with(std::to_string(seen->limit->read())), "one version");
          }
        },
};

constinit const Scenario value_swapped{
    .name = "atomics/value_swapped",
    .story = "Cells change hands by swap on an AtomicValue: who swaps a cell out owns it.",
    .body =
        [] {
          auto* box = make<AtomicValue<Cell*>>();
          for (int i = 0; i < 2; ++i) {
            go("correspondent", [=] {
              auto* mine = make<Cell>();
              mine->write(1);
              if (const auto other = box->swap(mine)) (*other)->add(1);
            });
          }
        },
};

constinit const Scenario value_compared{
    .name = "atomics/value_compared",
    .story =
        "Two goroutines claim an AtomicValue with compare-and-swap; the one that fails has "
        "seen the claim of the other and reads its cell.",
    .body =
        [] {
          auto* claimed = make<AtomicValue<int>>();
          auto* cells = make<std::array<Cell, 2>>();
          claimed->store(-1);
          for (int i = 0; i < 2; ++i) {
            go("claimant", [=] {
              (*cells)[static_cast<std::size_t>(i)].write(1);
              if (claimed->compare_and_swap(-1, i)) return;
              const int winner = 1 - i;
              check((*cells)[static_cast<std::size_t>(winner)].read() == 1, "the winner's cell");
            });
          }
        },
};

}  // namespace heddle::race_free::atomics
