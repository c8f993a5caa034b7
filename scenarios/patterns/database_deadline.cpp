#include <heddle/heddle.h>

#include <optional>

namespace heddle::scenarios::patterns::database_deadline {
namespace {

using namespace std::chrono_literals;

struct Database {
  Chan<Unit> table = make_chan<Unit>(1);  // a token: who holds it works on the table
  Atomic<int> under_way;

  std::optional<int> run(Context ctx, Duration latency) {
    if (select({table.on_send({}), ctx.done().on_recv()}) == 1) return std::nullopt;
    Defer let_go([this] { table.recv(); });
    check(under_way.add(1) == 1, "one query works on the table");
    const bool done = select({after(latency).on_recv(), ctx.done().on_recv()}) == 0;
    under_way.add(-1);
    return done ? std::optional(42) : std::nullopt;
  }
};

std::optional<int> query(Database* db, Context ctx, Duration latency) {
  Chan<std::optional<int>> rows = make_chan<std::optional<int>>(1);
  go("query", [=] { rows.send(db->run(ctx, latency)); });
  std::optional<std::optional<int>> answer;
  if (select({rows.on_recv(answer), ctx.done().on_recv()}) == 0) return *answer;
  return std::nullopt;
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/database_deadline",
    .story =
        "A query runs in the database while its caller waits for rows or for the deadline. When "
        "the deadline is first the database is told to give the query up, so its lock is free for "
        "the next one.",
    .tags = "pattern context timeout database",
    .body =
        [] {
          auto* db = make<Database>();
          auto [hurry, cancel] = with_timeout(background(), 10ms);
          Defer stop(cancel);
          check(!query(db, hurry, 1h), "a query is given up at its deadline");
          check(query(db, background(), 5ms) == 42, "the table is free for the next query");
        },
};

}  // namespace heddle::scenarios::patterns::database_deadline
