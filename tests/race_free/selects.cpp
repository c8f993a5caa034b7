// A chosen case gives exactly the edges of its send or receive, a case that was not chosen none.

#include <array>
#include <chrono>
#include <optional>

#include "catalogue.h"
#include "cell.h"

namespace heddle::race_free::selects {

using namespace std::chrono_literals;

constinit const Scenario either_of_two{
    .name = "selects/either_of_two",
    .story =
        "Two workers write a cell each and report on channels of their own. Main waits for "
        "both with one select and after each reads only the cell of the case that happened.",
    .body =
        [] {
          auto* cells = make<std::array<Cell, 2>>();
          std::array<Chan<int>, 2> reports{make_chan<int>(), make_chan<int>(1)};
          for (std::size_t i = 0; i < 2; ++i) {
            go("worker", [=] {
              (*cells)[i].write(1);
              reports[i].send(1);
            });
          }
          for (int n = 0; n < 2; ++n) {
            const int chosen = select({reports[0].on_recv(), reports[1].on_recv()});
            check((*cells)[static_cast<std::size_t>(chosen)].read() == 1, "its cell is written");
          }
        },
};

constinit const Scenario whoever_receives{
    .name = "selects/whoever_receives",
    .story =
        "Two receivers write, then receive. A select sends to whichever is there and reads "
        "what that one has written: the edge runs from the receive to the send (A.5).",
    .body =
        [] {
          auto* cells = make<std::array<Cell, 2>>();
          std::array<Chan<int>, 2> to{make_chan<int>(), make_chan<int>()};
          for (std::size_t i = 0; i < 2; ++i) {
            go("receiver", [=] {
              (*cells)[i].write(3);
              to[i].recv();
            });
          }
          for (int n = 0; n < 2; ++n) {
            const int chosen = select({to[0].on_send(1), to[1].on_send(1)});
            check((*cells)[static_cast<std::size_t>(chosen)].read() == 3, "written before");
            to[static_cast<std::size_t>(chosen)] = {};
          }
        },
};

constinit const Scenario only_if_it_happened{
    .name = "selects/only_if_it_happened",
    .story =
        "A loop polls with try_select and looks at the data only once a case has happened; "
        "the default orders nothing and is not relied upon.",
    .body =
        [] {
          auto* cell = make<Cell>();
          const Chan<int> c = make_chan<int>(1);
          go("worker", [=] {
            cell->write(6);
            c.send(1);
          });
          std::optional<int> got;
          while (try_select({c.on_recv(got)}) == default_case) yield();
          check(got.has_value() && cell->read() == 6, "the case happened");
        },
};

constinit const Scenario work_or_quit{
    .name = "selects/work_or_quit",
    .story =
        "A worker takes jobs until quit is closed; its count is read by main after the worker "
        "has closed a channel of its own (A.4, through selects on both sides).",
    .body =
        [] {
          auto* done = make<Cell>();
          const Chan<Cell*> jobs = make_chan<Cell*>();
          const Chan<Unit> quit = make_chan<Unit>();
          const Chan<Unit> gone = make_chan<Unit>();
          go("worker", [=] {
            Defer leave([=] { gone.close(); });
            std::optional<Cell*> job;
            while (select({jobs.on_recv(job), quit.on_recv()}) == 0) {
              (*job)->add(1);
              done->add(1);
            }
          });
          auto* job = make<Cell>();
          job->write(1);
          jobs.send(job);
          quit.close();
          select({gone.on_recv()});
          check(done->read() == 1 && job->read() == 2, "one job, done");
        },
};

constinit const Scenario result_or_timeout{
    .name = "selects/result_or_timeout",
    .story =
        "Whoever gives up at the timeout never looks at the result; whoever gets the report "
        "does. The same cell, written by a goroutine that may still run.",
    .body =
        [] {
          auto* result = make<Cell>();
          const Chan<Unit> report = make_chan<Unit>(1);
          go("worker", [=] {
            sleep(10ms);
            result->write(42);
            report.send({});
          });
          if (select({report.on_recv(), after(10ms).on_recv()}) == 0) {
            check(result->read() == 42, "the report comes behind the result");
          }
        },
};

}  // namespace heddle::race_free::selects
