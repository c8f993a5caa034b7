#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::database_deadline_no_rollback {
namespace {

using namespace std::chrono_literals;

struct Row {
  Mutex mu;
  Var<int> value{0};
};

void transaction(Row* row, Context ctx, bool roll_back) {
  row->mu.lock();
  Chan<int> remote_part = make_chan<int>();  // nobody answers
  if (select({remote_part.on_recv(), ctx.done().on_recv()}) == 1) {
    if (roll_back) row->mu.unlock();
    return;
  }
  row->value.update([](int& value) { ++value; });
  row->mu.unlock();
}

void run_two(bool roll_back) {
  auto* row = make<Row>();
  auto* clients = make<WaitGroup>();
  for (int client = 0; client < 2; ++client) {
    clients->go([=] {
      auto [ctx, cancel] = with_timeout(background(), 10ms);
      Defer stop(cancel);
      transaction(row, ctx, roll_back);
    });
  }
  clients->wait();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/database_deadline_no_rollback",
    .story =
        "A transaction whose deadline passes returns at once, without a rollback. The row it had "
        "locked stays locked, and the next transaction on it waits for ever.",
    .tags = "pattern context timeout database mutex",
    .expect = {Kind::deadlock},
    .body = [] { run_two(false); },
    .fixed = [] { run_two(true); },
};

}  // namespace heddle::scenarios::patterns::database_deadline_no_rollback
