#include <heddle/heddle.h>

namespace heddle::scenarios::goker::etcd_3077 {
namespace {

using namespace std::chrono_literals;

struct RaftNode {
  Var<Chan<Unit>> stopped;
  Var<Chan<Unit>> done;

  void make_channels() {
    stopped.write(make_chan<Unit>());
    done.write(make_chan<Unit>());
  }
  void run(bool repaired) {
    if (!repaired) make_channels();
    Defer tell([this] { done.read().close(); });
    stopped.read().recv();
  }
};

struct EtcdServer {
  RaftNode raft;
  Chan<Unit> stopping = make_chan<Unit>();
  Chan<Unit> done = make_chan<Unit>();

  void run(bool repaired) {
    if (repaired) raft.make_channels();
    go("raft", [=, this] { raft.run(repaired); });
    sleep(10ms);
    Defer stop_raft([this] {
      raft.stopped.read().send({});
      raft.done.read().recv();
      done.close();
    });
    stopping.recv();
  }
  void stop() {
    if (select({stopping.on_send({}), done.on_recv()}) == 0) done.recv();
  }
};

void start_and_stop(bool repaired) {
  auto* server = make<EtcdServer>();
  go("server", [=] { server->run(repaired); });
  server->stop();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/etcd_3077",
    .story =
        "A server starts its raft loop, which makes the channels by which it is stopped, and "
        "gives it some time. Nothing but the sleep orders making them and using them, and if "
        "that is too short the server sends on a channel that is not there.",
    .tags = "goker etcd nonblocking misuse-channel",
    .expect = {Kind::data_race, Kind::deadlock},
    .body = [] { start_and_stop(false); },
    .fixed = [] { start_and_stop(true); },
};

}  // namespace heddle::scenarios::goker::etcd_3077
