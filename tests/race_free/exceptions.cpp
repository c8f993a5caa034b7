// Panics, exceptions and goexit: they leave scopes early, and what they run on the way counts.

#include <exception>
#include <stdexcept>
#include <string>

#include "catalogue.h"
#include "cell.h"

namespace heddle::race_free::exceptions {

constinit const Scenario recovered_under_lock{
    .name = "exceptions/recovered_under_lock",
    .story =
        "A worker panics while it holds a lock; a Defer unlocks on the way, another goroutine "
        "goes on with the data.",
    .body =
        [] {
          struct State {
            Mutex mu;
            Cell cell;
          };
          auto* state = make<State>();
          for (int i = 0; i < 2; ++i) {
            go("worker", [=] {
              try {
                state->mu.lock();
                Defer unlock([=] { state->mu.unlock(); });
                state->cell.add(1);
                panic("a thread is missing");
              } catch (const Panic& recovered) {
                check(recovered.message().size() == 19, "my own message");
              }
            });
          }
        },
};

constinit const Scenario caught_by_each{
    .name = "exceptions/caught_by_each",
    .story =
        "Each goroutine throws, is interrupted inside its handler and reads its own exception "
        "afterwards; the memory of exceptions is used again by the next.",
    .body =
        [] {
          for (int i = 0; i < 3; ++i) {
            go("thrower", [=] {
              const std::string text = "this is the exception of goroutine " + std::to_string(i);
              try {
                throw std::runtime_error(text);
              } catch (const std::exception& caught) {
                yield();
                check(caught.what() == text, "still my exception");
              }
            });
          }
        },
};

constinit const Scenario left_by_goexit{
    .name = "exceptions/left_by_goexit",
    .story =
        "A worker leaves by goexit from deep inside; its Defers write the result and are the "
        "last to be done (A.15).",
    .body =
        [] {
          auto* wg = make<WaitGroup>();
          auto* cell = make<Cell>();
          auto* text = make<std::string>();
          wg->add(1);
          go("worker", [=] {
            Defer done([=] { wg->done(); });
            Defer result([=] {
              cell->write(1);
              *text = "left";
            });
            [] { goexit(); }();
          });
          wg->wait();
          check(cell->read() == 1 && *text == "left", "the Defers have run");
        },
};

constinit const Scenario error_handed_over{
    .name = "exceptions/error_handed_over",
    .story =
        "A worker's exception goes through a channel as an exception_ptr and is thrown again "
        "by main, which reads what is in it (A.3).",
    .body =
        [] {
          auto* cell = make<Cell>();
          const Chan<std::exception_ptr> failed = make_chan<std::exception_ptr>(1);
          go("worker", [=] {
            try {
              cell->write(1);
              throw std::runtime_error("the worker's own words, allocated by the worker");
            } catch (...) {
              failed.send(std::current_exception());
            }
          });
          try {
            std::rethrow_exception(*failed.recv());
          } catch (const std::runtime_error& error) {
            check(std::string(error.what()).size() == 47, "the whole message");
            check(cell->read() == 1, "what the worker did");
          }
        },
};

constinit const Scenario deferred_in_order{
    .name = "exceptions/deferred_in_order",
    .story =
        "Defers run last in, first out: the write is deferred behind the close, so it comes "
        "before it.",
    .body =
        [] {
          auto* cell = make<Cell>();
          const Chan<Unit> closed = make_chan<Unit>();
          go("worker", [=] {
            Defer close([=] { closed.close(); });
            Defer write([=] { cell->write(5); });
          });
          closed.recv();
          check(cell->read() == 5, "written, then closed");
        },
};

}  // namespace heddle::race_free::exceptions
