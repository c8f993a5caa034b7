// Channels, and the protocols spoken over them.

#include <heddle/heddle.h>

#include <optional>

#include "hunt/catalogue.h"
#include "hunt/crew.h"

namespace heddle::hunt {
namespace {

// The last worker closes the results, but counts itself out before its last send.
void send_on_closed() {
  auto results = make_chan<int>(4);
  auto& working = *make<Atomic<int>>(2);
  const Crew all;
  for (int worker = 0; worker < 2; ++worker) {
    all.go([=, &working] {
      for (int i = 0; i < 3 * worker; ++i) working.load();
      const bool last = working.add(-1) == 0;
      results.send(worker);
      if (last) results.close();
    });
  }
  all.wait();
}

// Two goroutines may end the session, and each looks whether the other has.
void double_close() {
  auto quit = make_chan<Unit>();
  auto& ended = *make<Atomic<bool>>(false);
  auto& heard = *make<Atomic<int>>(0);
  const Crew all;
  const auto end = [&ended, quit] {
    if (ended.load()) return;
    ended.store(true);
    quit.close();
  };
  all.go("client", [=] { end(); });
  all.go("server", [=, &heard] {
    for (int i = 0; i < 5; ++i) heard.add(1);
    end();
  });
  all.wait();
}

// Room for two is enough as long as the receiver is there for the first of three messages.
void lost_message() {
  auto mailbox = make_chan<int>(2);
  const Crew all;
  all.go("receiver", [=] {
    for (int i = 0; i < 3; ++i) mailbox.recv();
  });
  all.go("one", [=] { mailbox.try_send(1); });
  all.go("two", [=] {
    mailbox.try_send(2);
    mailbox.try_send(3);
  });
  all.wait();
}

// Results are taken for those of the tasks in the order of the tasks.
void order_of_results() {
  auto tasks = make_chan<int>(3);
  auto results = make_chan<int>(3);
  auto& steps = *make<Atomic<int>>(0);
  const Crew all;
  for (int i = 0; i < 3; ++i) tasks.send(i);
  tasks.close();
  for (int worker = 0; worker < 2; ++worker) {
    all.go([=, &steps] {
      for (std::optional<int> task; (task = tasks.recv());) {
        steps.add(1);
        results.send(*task);
      }
    });
  }
  all.wait();
  int order = 0;
  for (int i = 0; i < 3; ++i) order = 10 * order + *results.recv();
  check(order != 120 && order != 210, "the first result is not the last to come");
}

// A pool hands out a connection, closes, and gets it back when nobody will take it any more.
void pool_after_close() {
  struct State {
    Mutex lock;
    Atomic<bool> closed{false};
    Atomic<int> open{1};
  };
  auto idle = make_chan<int>(1);
  auto& state = *make<State>();
  const Crew all;
  idle.send(1);
  all.go("user", [=, &state] {
    const auto connection = idle.try_recv().value;
    if (!connection.has_value()) return;
    const bool closed = state.closed.load();
    if (closed) {
      state.open.add(-1);
    } else {
      idle.send(*connection);
    }
  });
  all.go("closer", [=, &state] {
    state.lock.lock();
    state.closed.store(true);
    state.lock.unlock();
    const auto connection = idle.try_recv().value;
    if (connection.has_value()) state.open.add(-1);
  });
  all.wait();
  check(state.open.load() == 0, "every connection is closed");
}

// The cancelled worker has already counted its job as taken.
void cancelled_job() {
  auto jobs = make_chan<int>(1);
  auto quit = make_chan<Unit>();
  auto& taken = *make<Atomic<int>>(0);
  auto& finished = *make<Atomic<int>>(0);
  const Crew all;
  jobs.send(1);
  all.go("worker", [=, &taken, &finished] {
    const int job = *jobs.recv();
    taken.add(job);
    if (!quit.try_recv()) finished.add(job);
  });
  all.go("supervisor", [=, &taken, &finished] {
    if (taken.load() != 1) return;
    if (finished.load() == 1) return;
    quit.close();
  });
  all.wait();
  check(taken.load() == finished.load(), "a job that is taken is finished");
}

constexpr Quarry list[] = {
    {"send_on_closed", 2, Kind::send_on_closed, "closed by who was not the last", send_on_closed},
    {"double_close", 2, Kind::double_close, "two look whether it is closed", double_close},
    {"lost_message", 1, Kind::deadlock, "a message is dropped", lost_message},
    {"order_of_results", 2, Kind::check_failed, "results in another order", order_of_results},
    {"pool_after_close", 2, Kind::check_failed, "a connection comes back too late",
     pool_after_close},
    {"cancelled_job", 2, Kind::check_failed, "cancelled between taken and finished", cancelled_job},
};

}  // namespace

std::span<const Quarry> channels() { return list; }

}  // namespace heddle::hunt
