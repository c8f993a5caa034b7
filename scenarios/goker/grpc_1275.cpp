#include <heddle/heddle.h>

namespace heddle::scenarios::goker::grpc_1275 {
namespace {

using namespace std::chrono_literals;

constexpr int end_of_stream = -1;

struct Stream {
  Chan<int> buffer = make_chan<int>();

  int read() { return buffer.recv().value_or(end_of_stream); }
};

struct ClientTransport {
  void close_stream(Stream* stream, bool repaired) {
    if (repaired) stream->buffer.send(end_of_stream);  // for whoever reads
  }
};

void read_a_closed_stream(bool repaired) {
  auto* transport = make<ClientTransport>();
  auto* stream = make<Stream>();
  Chan<Unit> done = make_chan<Unit>();
  go("reader", [=] {
    stream->read();
    done.close();
  });
  transport->close_stream(stream, repaired);
  Timer timeout = new_timer(300ns);
  select({done.on_recv(), timeout.chan().on_recv()});
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/grpc_1275",
    .story =
        "A stream is closed while somebody reads it. Closing puts nothing into the stream's "
        "buffer, so the reader waits for data that never comes.",
    .tags = "goker grpc blocking channel",
    .expect = {Kind::leak},
    .body = [] { read_a_closed_stream(false); },
    .fixed = [] { read_a_closed_stream(true); },
};

}  // namespace heddle::scenarios::goker::grpc_1275
