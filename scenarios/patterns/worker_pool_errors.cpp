#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::worker_pool_errors {
namespace {

constexpr int records = 3;

struct Import {
  Chan<int> queue = make_chan<int>(records);
  Chan<Error> failures = make_chan<Error>(records);
  Atomic<int> imported;
  WaitGroup workers;
  Error broken = new_error("record is broken");

  Error load(int record) const { return record == 1 ? Error{} : broken; }
  void work() {
    for (int record : queue) {
      if (Error failed = load(record)) {
        failures.send(failed);
      } else {
        imported.add(1);
      }
    }
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/worker_pool_errors",
    .story =
        "Two workers import records, some of which are broken. What went wrong goes into a channel "
        "that has room for a failure of every record; whoever started the import counts them at "
        "the end.",
    .tags = "pattern channel waitgroup worker-pool error",
    .body =
        [] {
          auto* import = make<Import>();
          for (int worker = 0; worker < 2; ++worker) import->workers.go([=] { import->work(); });
          for (int record = 0; record < records; ++record) import->queue.send(record);
          import->queue.close();
          import->workers.wait();
          import->failures.close();
          int failed = 0;
          for (Error failure : import->failures) {
            check(failure == import->broken, "the failure says what went wrong");
            ++failed;
          }
          check(failed == 2 && import->imported.load() == 1,
                "every record is imported or reported");
        },
};

}  // namespace heddle::scenarios::patterns::worker_pool_errors
