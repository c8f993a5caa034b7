#include <heddle/heddle.h>

#include <optional>

namespace heddle::scenarios::goker::syncthing_5795 {
namespace {

struct Connection {
  Chan<int> inbox = make_chan<int>();
  Chan<Unit> closed = make_chan<Unit>();
  Chan<Unit> dispatcher_stopped = make_chan<Unit>();
  Once closing;

  void read() {
    while (try_select({closed.on_recv()}) == default_case) continue;
  }
  void dispatch(bool waits_in_handler) {
    Defer stopped([this] { dispatcher_stopped.close(); });
    for (;;) {
      std::optional<int> message;
      switch (select({inbox.on_recv(message), closed.on_recv()})) {
        case 0: close(waits_in_handler); break;  // what the model does with a bad message
        case 1: return;
      }
    }
  }
  void close(bool waits) {
    closing.run_once([=, this] {
      closed.close();
      if (waits) dispatcher_stopped.recv();
    });
  }
};

void receive_bad_message(bool waits_in_handler) {
  auto* connection = make<Connection>();
  go("reader", [=] { connection->read(); });
  go("dispatcher", [=] { connection->dispatch(waits_in_handler); });
  connection->inbox.send(1);
  connection->dispatcher_stopped.recv();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/syncthing_5795",
    .story =
        "Closing a connection waits for its dispatcher to end. A handler that closes the "
        "connection runs in the dispatcher, which then waits for its own end.",
    .tags = "goker syncthing blocking channel once",
    .expect = {Kind::deadlock},
    .body = [] { receive_bad_message(true); },
    .fixed = [] { receive_bad_message(false); },
};

}  // namespace heddle::scenarios::goker::syncthing_5795
