#include <heddle/heddle.h>

namespace heddle::scenarios::goker::cockroach_35073 {
namespace {

constexpr int buffer_rows = 16;
enum class Consumer { needs_more_rows, draining };

struct RowChannel {
  Chan<int> rows = make_chan<int>(buffer_rows);
  Atomic<Consumer> consumer{Consumer::needs_more_rows};

  void push(int row) {
    if (consumer.load() == Consumer::needs_more_rows) rows.send(row);
  }
  void drain() {
    while (rows.try_recv()) {
    }
  }
};

struct Outbox {
  RowChannel input;
  WaitGroup running;
  WaitGroup producers;

  bool main_loop() { return false; }
  void run(bool repaired) {
    if (!main_loop() && repaired) input.drain();
    running.done();
  }
};

void flow(bool repaired) {
  auto* outbox = make<Outbox>();
  for (int row = 0; row < buffer_rows; ++row) outbox->input.push(row);
  outbox->producers.add(1);
  go("producer", [=] {
    outbox->input.push(buffer_rows);
    outbox->producers.done();
  });
  outbox->running.add(1);
  go("outbox", [=] { outbox->run(repaired); });
  outbox->running.wait();
  outbox->input.push(buffer_rows + 1);
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/cockroach_35073",
    .story =
        "An outbox fails to connect and ends without emptying its row channel. Those who push "
        "rows are not told and block on the full buffer for good.",
    .tags = "goker cockroach blocking channel",
    .expect = {Kind::deadlock},
    .body = [] { flow(false); },
    .fixed = [] { flow(true); },
};

}  // namespace heddle::scenarios::goker::cockroach_35073
