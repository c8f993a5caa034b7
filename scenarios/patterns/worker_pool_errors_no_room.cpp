#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::worker_pool_errors_no_room {
namespace {

constexpr int records = 3;

struct Import {
  explicit Import(int room) : failures(make_chan<Error>(room)) {}
  Chan<int> queue = make_chan<int>(records);
  Chan<Error> failures;
  WaitGroup workers;
  Error broken = new_error("record is broken");

  void work() {
    for (int record : queue) {
      if (record != 1) failures.send(broken);
    }
  }
};

void import_records(int room) {
  auto* import = make<Import>(room);
  for (int worker = 0; worker < 2; ++worker) import->workers.go([=] { import->work(); });
  for (int record = 0; record < records; ++record) import->queue.send(record);
  import->queue.close();
  import->workers.wait();
  import->failures.close();
  int failed = 0;
  for ([[maybe_unused]] Error failure : import->failures) ++failed;
  check(failed == 2, "every broken record is reported");
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/worker_pool_errors_no_room",
    .story =
        "The channel for failures has room for one, which was enough in every test. When two "
        "records are broken, a worker cannot report the second, and the import waits for that "
        "worker.",
    .tags = "pattern channel waitgroup worker-pool error",
    .expect = {Kind::deadlock},
    .body = [] { import_records(1); },
    .fixed = [] { import_records(records); },
};

}  // namespace heddle::scenarios::patterns::worker_pool_errors_no_room
