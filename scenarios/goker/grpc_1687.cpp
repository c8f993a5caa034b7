#include <heddle/heddle.h>

#include <optional>

namespace heddle::scenarios::goker::grpc_1687 {
namespace {

struct Response {
  Var<int> frames{0};
};
using Write = void (*)(Response*);

struct ServerHandlerTransport {
  Response response;
  Chan<Write> writes = make_chan<Write>();
  Chan<Unit> closed = make_chan<Unit>();

  void run_stream() {
    for (;;) {
      std::optional<Write> next;
      if (select({writes.on_recv(next), closed.on_recv()}) == 1) return;
      if (!next) return;
      (*next)(&response);
    }
  }
  void schedule(Write next) {
    if (try_select({closed.on_recv()}) == 0) return;
    select({writes.on_send(next), closed.on_recv()});
  }
  void write() {
    schedule([](Response* r) { r->frames.write(r->frames.read() + 1); });
  }
  void write_status(bool repaired) {
    schedule([](Response* r) { r->frames.write(0); });
    if (repaired) {
      closed.close();
    } else {
      writes.close();
    }
  }
};

void status_then_write(bool repaired) {
  auto* transport = make<ServerHandlerTransport>();
  go("handler", [=] {
    transport->write_status(repaired);
    transport->write();
  });
  transport->run_stream();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/grpc_1687",
    .story =
        "Writing the status is the end of a response, and closes the channel of writes. A "
        "handler that writes once more afterwards sends on the channel it has closed.",
    .tags = "goker grpc nonblocking misuse-channel",
    .expect = {Kind::send_on_closed},
    .body = [] { status_then_write(false); },
    .fixed = [] { status_then_write(true); },
};

}  // namespace heddle::scenarios::goker::grpc_1687
