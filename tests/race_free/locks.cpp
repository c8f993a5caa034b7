// Mutex and Cond: A.10, A.12, A.17.

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "catalogue.h"
#include "cell.h"

namespace heddle::race_free::locks {

constinit const Scenario table_under_lock{
    .name = "locks/table_under_lock",
    .story =
        "Three goroutines count into a std::map under one Mutex: its nodes are allocated by "
        "one and rebalanced by another (A.10).",
    .body =
        [] {
          struct State {
            Mutex mu;
            std::map<std::string, int> counts;
            Cell total;
          };
          auto* state = make<State>();
          for (int i = 0; i < 3; ++i) {
            go("counter", [=] {
              for (const char* word : {"warp", "weft"}) {
                Lock hold(state->mu);
                ++state->counts[word];
                state->total.add(1);
              }
            });
          }
        },
};

constinit const Scenario growing_vector{
    .name = "locks/growing_vector",
    .story =
        "A vector grows under a lock, so its memory moves and the old block is freed and "
        "given to somebody else, while others read it under the same lock.",
    .body =
        [] {
          struct State {
            Mutex mu;
            std::vector<std::string> lines;
            Cell size;
          };
          auto* state = make<State>();
          go("reader", [=] {
            for (int i = 0; i < 3; ++i) {
              std::lock_guard hold(state->mu);
              for (const std::string& line : state->lines) check(!line.empty(), "a whole line");
              check(static_cast<int>(state->lines.size()) == state->size.read(), "its size");
            }
          });
          for (int i = 0; i < 5; ++i) {
            std::lock_guard hold(state->mu);
            state->lines.push_back("line number " + std::to_string(i) + " of the growing text");
            state->size.write(i + 1);
          }
        },
};

constinit const Scenario tried_until_free{
    .name = "locks/tried_until_free",
    .story =
        "try_lock in a loop: a failed try is followed by no access, a successful one is a "
        "lock (A.12).",
    .body =
        [] {
          struct State {
            Mutex mu;
            Cell cell;
          };
          auto* state = make<State>();
          for (int i = 0; i < 2; ++i) {
            go("worker", [=] {
              while (!state->mu.try_lock()) yield();
              state->cell.add(1);
              state->mu.unlock();
            });
          }
        },
};

constinit const Scenario two_locks_two_fields{
    .name = "locks/two_locks_two_fields",
    .story =
        "Two neighbouring fields, each with a lock of its own; one goroutine takes both with "
        "std::scoped_lock. No single lock protects everything, and nothing needs to.",
    .body =
        [] {
          struct State {
            Mutex left_mu;
            Mutex right_mu;
            Cell left;
            Cell right;
          };
          auto* state = make<State>();
          go("left", [=] {
            std::unique_lock hold(state->left_mu);
            state->left.add(1);
          });
          go("right", [=] {
            std::unique_lock hold(state->right_mu);
            state->right.add(1);
          });
          std::scoped_lock both(state->left_mu, state->right_mu);
          state->left.add(1);
          state->right.add(1);
        },
};

constinit const Scenario unlocked_by_another{
    .name = "locks/unlocked_by_another",
    .story =
        "Main locks and another goroutine unlocks, as Go allows; a lock that has no owner "
        "still orders the unlock before the next lock (A.10).",
    .body =
        [] {
          struct State {
            Mutex mu;
            Cell cell;
          };
          auto* state = make<State>();
          state->mu.lock();
          go("worker", [=] {
            state->cell.write(3);
            state->mu.unlock();
          });
          yield();
          state->mu.lock();
          check(state->cell.read() == 3, "the worker has unlocked");
          state->mu.unlock();
        },
};

constinit const Scenario given_away_under_lock{
    .name = "locks/given_away_under_lock",
    .story =
        "A mailbox holds a pointer under a lock. Who takes the pointer out owns what it points "
        "to and changes it without any lock.",
    .body =
        [] {
          struct Mailbox {
            Mutex mu;
            Cell* letter = nullptr;
            std::string* text = nullptr;
          };
          auto* box = make<Mailbox>();
          go("writer", [=] {
            auto* letter = make<Cell>();
            auto* text = make<std::string>("a letter");
            letter->write(1);
            Lock hold(box->mu);
            box->letter = letter;
            box->text = text;
          });
          for (int tries = 0; tries < 4; ++tries) {
            Cell* letter = nullptr;
            std::string* text = nullptr;
            {
              Lock hold(box->mu);
              std::swap(letter, box->letter);
              std::swap(text, box->text);
            }
            if (letter == nullptr) continue;
            letter->add(1);
            *text += ", answered";
            return;
          }
        },
};

constinit const Scenario told_by_signal{
    .name = "locks/told_by_signal",
    .story =
        "The waiter holds the lock until it waits, so it surely waits. The data are written "
        "after the lock was given back: only the signal orders them (A.17).",
    .body =
        [] {
          struct State {
            Mutex mu;
            Cond told{mu};
            Cell cell;
          };
          auto* state = make<State>();
          state->mu.lock();
          go("teller", [=] {
            state->mu.lock();  // now main waits
            state->mu.unlock();
            state->cell.write(9);
            state->told.signal();
          });
          state->told.wait();
          check(state->cell.read() == 9, "written before the signal");
          state->mu.unlock();
        },
};

constinit const Scenario told_all{
    .name = "locks/told_all",
    .story =
        "Two waiters report while they hold the lock, so main can lock only when both wait. It "
        "gives the lock back, writes and broadcasts (A.17).",
    .body =
        [] {
          struct State {
            Mutex mu;
            Cond told{mu};
            Cell cell;
          };
          auto* state = make<State>();
          const Chan<Unit> about_to_wait = make_chan<Unit>();
          for (int i = 0; i < 2; ++i) {
            go("waiter", [=] {
              Lock hold(state->mu);
              about_to_wait.send({});
              state->told.wait();
              check(state->cell.read() == 2, "written before the broadcast");
            });
          }
          about_to_wait.recv();
          about_to_wait.recv();
          state->mu.lock();
          state->mu.unlock();
          state->cell.write(2);
          state->told.broadcast();
        },
};

constinit const Scenario bounded_queue{
    .name = "locks/bounded_queue",
    .story =
        "A queue with two condition variables on one Mutex, one producer, two consumers. All "
        "accesses are under the lock; what the elements point to is not.",
    .body =
        [] {
          struct Queue {
            Mutex mu;
            Cond not_empty{mu};
            Cond not_full{mu};
            std::vector<Cell*> elements;
          };
          auto* queue = make<Queue>();
          for (int i = 0; i < 2; ++i) {
            go("consumer", [=] {
              Cell* cell = nullptr;
              {
                Lock hold(queue->mu);
                while (queue->elements.empty()) queue->not_empty.wait();
                cell = queue->elements.back();
                queue->elements.pop_back();
                queue->not_full.signal();
              }
              cell->add(1);
            });
          }
          for (int i = 0; i < 2; ++i) {
            auto* cell = make<Cell>();
            cell->write(i);
            Lock hold(queue->mu);
            while (!queue->elements.empty()) queue->not_full.wait();
            queue->elements.push_back(cell);
            queue->not_empty.signal();
          }
        },
};

}  // namespace heddle::race_free::locks
