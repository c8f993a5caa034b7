// What a context orders: A.21.

#include <array>
#include <chrono>
#include <string>

#include "catalogue.h"
#include "cell.h"

namespace heddle::race_free::contexts {

using namespace std::chrono_literals;

namespace {

constexpr ContextKey<std::string> user;
constexpr ContextKey<const Cell*> limits;

}  // namespace

constinit const Scenario cancelled_with_a_reason{
    .name = "contexts/cancelled_with_a_reason",
    .story =
        "Main writes why it cancels and cancels; three workers wait on done and read the "
        "reason. A cancel is a close (A.4, A.21).",
    .body =
        [] {
          const auto [ctx, cancel] = with_cancel(background());
          auto* reason = make<Cell>();
          auto* text = make<std::string>();
          for (int i = 0; i < 3; ++i) {
            go("worker", [=] {
              ctx.done().recv();
              check(reason->read() == 3 && *text == "enough", "the whole reason");
            });
          }
          reason->write(3);
          *text = "enough";
          cancel();
        },
};

constinit const Scenario asked_for_the_error{
    .name = "contexts/asked_for_the_error",
    .story =
        "A worker asks err() between its steps and, when that is not nil, reads what was "
        "written before the cancel. It never receives from done().",
    .body =
        [] {
          const auto [ctx, cancel] = with_cancel(background());
          auto* reason = make<Cell>();
          go("worker", [=] {
            while (!ctx.err()) yield();
            check(reason->read() == 4, "written before the cancel");
          });
          reason->write(4);
          cancel();
        },
};

constinit const Scenario child_of_the_dead{
    .name = "contexts/child_of_the_dead",
    .story =
        "A worker makes a child of a context that may be cancelled already; the child is then "
        "closed from the start, and the worker happens after the cancel of the parent.",
    .body =
        [] {
          const auto [ctx, cancel] = with_cancel(background());
          auto* reason = make<Cell>();
          go("worker", [=] {
            const auto [child, cancel_child] = with_cancel(ctx);
            if (child.err()) check(reason->read() == 5, "written before the cancel");
            cancel_child();
          });
          reason->write(5);
          cancel();
        },
};

constinit const Scenario function_after_cancel{
    .name = "contexts/function_after_cancel",
    .story =
        "after_func runs a function in a goroutine of its own behind the cancel; it reads what "
        "the canceller wrote.",
    .body =
        [] {
          const auto [ctx, cancel] = with_cancel(background());
          auto* reason = make<Cell>();
          after_func(ctx, [=] { check(reason->read() == 6, "written before the cancel"); });
          go("canceller", [=] {
            reason->write(6);
            cancel();
          });
          yield();
        },
};

constinit const Scenario registered_before{
    .name = "contexts/registered_before",
    .story =
        "A goroutine writes and registers a function; somebody else, who knows nothing of "
        "that, cancels. The function reads what was written before its registration.",
    .body =
        [] {
          const auto [ctx, cancel] = with_cancel(background());
          go("registrar", [=] {
            auto* cell = make<Cell>();
            cell->write(7);
            after_func(ctx, [=] { check(cell->read() == 7, "written before after_func"); });
          });
          cancel();
        },
};

constinit const Scenario taken_back{
    .name = "contexts/taken_back",
    .story =
        "The function of an after_func and its owner write the same cell; the owner only when "
        "stop() has told that the function will never run.",
    .body =
        [] {
          const auto [ctx, cancel] = with_cancel(background());
          auto* cell = make<Cell>();
          const StopFunc stop = after_func(ctx, [=] { cell->write(1); });
          go("canceller", [=] { cancel(); });
          if (stop()) cell->write(2);
        },
};

constinit const Scenario values_read_by_all{
    .name = "contexts/values_read_by_all",
    .story = "Request-scoped values: written once, read by a tree of goroutines at the same time.",
    .body =
        [] {
          auto* limit = make<Cell>();
          limit->write(10);
          const Context with_user = with_value(background(), user, "a user with a long name");
          const Context ctx = with_value(with_user, limits, limit);
          for (int i = 0; i < 2; ++i) {
            go("handler", [=] {
              go("part", [=] { check(ctx.value(user)->size() == 23, "the whole name"); });
              check((*ctx.value(limits))->read() == 10, "the limit");
            });
          }
        },
};

constinit const Scenario deadline_passes{
    .name = "contexts/deadline_passes",
    .story =
        "A worker leaves its state alone when the deadline has passed; main waits until the "
        "worker has said so, and only then reads. The deadline itself orders nothing between "
        "the two.",
    .body =
        [] {
          auto* progress = make<Cell>();
          const Chan<Unit> left = make_chan<Unit>();
          const auto [ctx, cancel] = with_timeout(background(), 10ms);
          Defer stop(cancel);
          go("worker", [=] {
            for (int i = 0; i < 2 && !ctx.err(); ++i) {
              progress->add(1);
              sleep(6ms);
            }
            left.close();
          });
          ctx.done().recv();
          left.recv();
          check(progress->read() >= 0, "the worker has left");
        },
};

constinit const Scenario closed_from_above{
    .name = "contexts/closed_from_above",
    .story =
        "A root is cancelled; workers that wait on its children and grandchildren read what "
        "was written before the cancel.",
    .body =
        [] {
          const auto [root, cancel] = with_cancel(background());
          auto* reason = make<Cell>();
          const auto [child, cancel_child] = with_cancel(root);
          const auto [grandchild, cancel_grandchild] = with_cancel(child);
          for (const Context& ctx : {child, grandchild}) {
            go("worker", [=] {
              ctx.done().recv();
              check(reason->read() == 8, "written before the cancel of the root");
            });
          }
          reason->write(8);
          cancel();
        },
};

}  // namespace heddle::race_free::contexts
