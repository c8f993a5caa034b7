#include <heddle/heddle.h>

#include <array>

namespace heddle::scenarios::goker::cockroach_35931 {
namespace {

struct RowReceiver {
  Chan<int> rows = make_chan<int>(1);

  void push(int row) { rows.send(row); }
  // Who has rows to read yet is going to find the error when he asks for more.
  void push_if_room(int row) { rows.try_send(row); }
};

constexpr int streams = 2;
constexpr int error_row = -1;
using Streams = std::array<RowReceiver*, streams>;

struct FlowRegistry {
  Mutex mu;
  Var<Streams> inbound{Streams{}};

  void register_flow(RowReceiver* left, RowReceiver* right) {
    Lock hold(mu);
    inbound.write({left, right});
  }
  void cancel_pending(bool repaired) {
    Streams pending{};
    {
      Lock hold(mu);
      pending = inbound.read();
    }
    for (RowReceiver* stream : pending) {
      if (repaired) {
        stream->push_if_room(error_row);
      } else {
        stream->push(error_row);
      }
    }
  }
};

void cancel_flow(bool repaired) {
  auto* registry = make<FlowRegistry>();
  auto* left = make<RowReceiver>();
  auto* right = make<RowReceiver>();
  left->push(1);
  registry->register_flow(left, right);
  registry->cancel_pending(repaired);
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/cockroach_35931",
    .story =
        "A flow is cancelled by pushing an error to each of its inbound streams. One of them "
        "still has a row that nobody has read, and the cancellation waits for room.",
    .tags = "goker cockroach blocking channel",
    .expect = {Kind::deadlock},
    .body = [] { cancel_flow(false); },
    .fixed = [] { cancel_flow(true); },
};

}  // namespace heddle::scenarios::goker::cockroach_35931
