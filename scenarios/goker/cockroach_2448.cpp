#include <heddle/heddle.h>

#include <optional>

namespace heddle::scenarios::goker::cockroach_2448 {
namespace {

constexpr int rounds = 4;  // without end in the original, where nobody closes stop

struct MultiRaft;
using Callback = void (*)(MultiRaft*);

struct MultiRaft {
  Chan<int> events = make_chan<int>();
  Chan<Callback> callbacks = make_chan<Callback>();
  Chan<Unit> stop = make_chan<Unit>();
  Var<int> applied{0};

  void run(bool repaired) {
    for (int round = 0; round < rounds; ++round) {
      std::optional<Callback> callback;
      switch (try_select({stop.on_recv(), callbacks.on_recv(callback)})) {
        case 0: return;
        case 1: (*callback)(this); break;
        default: send_event(round, repaired); break;
      }
    }
    stop.close();
  }
  void send_event(int event, bool repaired) {
    if (!repaired) {
      select({events.on_send(event), stop.on_recv()});
      return;
    }
    std::optional<Callback> callback;
    if (select({events.on_send(event), stop.on_recv(), callbacks.on_recv(callback)}) == 2) {
      (*callback)(this);
    }
  }
};

void process_raft(MultiRaft* raft) {
  Callback apply = [](MultiRaft* r) { r->applied.write(r->applied.read() + 1); };
  while (select({raft->events.on_recv(), raft->stop.on_recv()}) == 0) {
    if (select({raft->callbacks.on_send(apply), raft->stop.on_recv()}) == 1) return;
  }
}

void start(bool repaired) {
  auto* raft = make<MultiRaft>();
  go("store", [=] { process_raft(raft); });
  go("multiraft", [=] { raft->run(repaired); });
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/cockroach_2448",
    .story =
        "Raft hands an event to the store, which answers with a callback. If raft looks for "
        "callbacks before the store has got round to sending one it goes on to the next event, "
        "and each waits for the other to receive.",
    .tags = "goker cockroach blocking channel",
    .expect = {Kind::leak},
    .body = [] { start(false); },
    .fixed = [] { start(true); },
};

}  // namespace heddle::scenarios::goker::cockroach_2448
