// Waiting for many: WaitGroup (A.15), ErrGroup, SingleFlight.

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "catalogue.h"
#include "cell.h"

namespace heddle::race_free::groups {

using namespace std::chrono_literals;

constinit const Scenario results_of_all{
    .name = "groups/results_of_all",
    .story =
        "Each worker writes its own element of a vector and is done; main waits and reads all "
        "of them. Neighbouring elements, no lock (A.15).",
    .body =
        [] {
          auto* wg = make<WaitGroup>();
          auto* plain = make<std::vector<short>>(std::size_t{3}, short{0});
          auto* cells = make<std::array<Cell, 3>>();
          wg->add(3);
          for (std::size_t i = 0; i < 3; ++i) {
            go("worker", [=] {
              (*cells)[i].write(1);
              (*plain)[i] = 1;
              wg->done();
            });
          }
          wg->wait();
          for (std::size_t i = 0; i < 3; ++i) check((*cells)[i].read() == (*plain)[i], "written");
        },
};

constinit const Scenario nothing_left_to_wait_for{
    .name = "groups/nothing_left_to_wait_for",
    .story =
        "The wait finds zero and returns at once; it is still ordered after every done. Main "
        "looks with the clock until the worker has surely ended (A.15).",
    .body =
        [] {
          auto* wg = make<WaitGroup>();
          auto* cell = make<Cell>();
          wg->go([=] { cell->write(1); });
          sleep(1ms);
          wg->wait();
          check(cell->read() == 1, "the worker is done");
        },
};

constinit const Scenario two_wait{
    .name = "groups/two_wait",
    .story = "Two goroutines wait for the same group and both read what its members wrote.",
    .body =
        [] {
          auto* wg = make<WaitGroup>();
          auto* cell = make<Cell>();
          wg->add(1);
          for (int i = 0; i < 2; ++i) {
            go("waiter", [=] {
              wg->wait();
              check(cell->read() == 3, "written before done");
            });
          }
          cell->write(3);
          wg->done();
        },
};

constinit const Scenario round_after_round{
    .name = "groups/round_after_round",
    .story =
        "One WaitGroup for three rounds; between the rounds main changes what the workers of "
        "the next round read. Spawn and wait order everything (A.1, A.15).",
    .body =
        [] {
          auto* wg = make<WaitGroup>();
          auto* input = make<Cell>();
          auto* outputs = make<std::array<Cell, 2>>();
          for (int round = 1; round <= 3; ++round) {
            input->write(round);
            for (Cell& output : *outputs) {
              wg->go([=, &output] { output.add(input->read()); });
            }
            wg->wait();
          }
          check((*outputs)[0].read() == 6 && (*outputs)[1].read() == 6, "all rounds");
        },
};

constinit const Scenario first_error{
    .name = "groups/first_error",
    .story =
        "Members of an ErrGroup write their own results, one fails; main reads the results "
        "and the error when wait has returned.",
    .body =
        [] {
          auto* group = make<ErrGroup>();
          auto* cells = make<std::array<Cell, 2>>();
          auto* text = make<std::string>();
          group->go("good", [=] {
            (*cells)[0].write(1);
            return Error();
          });
          group->go("bad", [=] {
            (*cells)[1].write(2);
            *text = "the thread has torn";
            return new_error("torn");
          });
          check(bool(group->wait()), "one has failed");
          check((*cells)[0].read() + (*cells)[1].read() == 3, "both have ended");
          check(!text->empty(), "and left a message");
        },
};

constinit const Scenario one_at_a_time{
    .name = "groups/one_at_a_time",
    .story =
        "An ErrGroup with a limit of one starts a goroutine only when the one before has "
        "ended: they share a counter without a lock. The order comes from the slot of the "
        "limit's channel (A.6) and the spawn (A.1).",
    .body =
        [] {
          auto* group = make<ErrGroup>();
          auto* cell = make<Cell>();
          group->set_limit(1);
          for (int i = 0; i < 3; ++i) {
            group->go([=] {
              cell->add(1);
              return Error();
            });
          }
          group->wait();
          check(cell->read() == 3, "all three");
        },
};

constinit const Scenario shared_flight{
    .name = "groups/shared_flight",
    .story =
        "Callers of the same key share one call; what its function wrote is read by all of "
        "them, by those who only waited too.",
    .body =
        [] {
          using Flights = SingleFlight<const Cell*>;
          auto* flights = make<Flights>();
          for (int i = 0; i < 3; ++i) {
            go("caller", [=] {
              const auto result = flights->call("user 7", [] {
                auto* cell = make<Cell>();
                cell->write(7);
                return static_cast<const Cell*>(cell);
              });
              check(result.value->read() == 7, "loaded");
            });
          }
        },
};

constinit const Scenario flight_by_channel{
    .name = "groups/flight_by_channel",
    .story =
        "The same through call_chan: the function runs in a goroutine of its own and the "
        "result, a string, comes through a channel to each caller.",
    .body =
        [] {
          auto* flights = make<SingleFlight<std::string>>();
          auto* loads = make<Atomic<int>>();
          for (int i = 0; i < 2; ++i) {
            go("caller", [=] {
              const auto chan = flights->call_chan("k", [=] {
                loads->add(1);
                return std::string("the value that belongs to the key");
              });
              check(chan.recv()->value.size() == 33, "the whole value");
            });
          }
        },
};

constinit const Scenario inherited{
    .name = "groups/inherited",
    .story =
        "A goroutine starts a goroutine that starts a goroutine; each reads what all its "
        "ancestors wrote before they started it (A.1), and none writes it again.",
    .body =
        [] {
          auto* a = make<Cell>();
          auto* b = make<Cell>();
          auto* text = make<std::string>("from main");
          a->write(1);
          go("child", [=] {
            b->write(a->read() + 1);
            *text += " and the child";
            yield();
            go("grandchild", [=] {
              check(a->read() + b->read() == 3, "both");
              check(text->size() == 23, "the whole text");
            });
          });
          yield();
        },
};

}  // namespace heddle::race_free::groups
