#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::parallel_statistics_unlocked_errors {
namespace {

struct Report {
  Mutex mu;
  Var<int> errors{0};
};

void scan(Report* report, bool at_the_end) {
  int mine = 0;
  for (int sample : {4, -1}) {
    if (sample >= 0) continue;
    if (at_the_end) {
      ++mine;
    } else {
      report->errors.update([](int& n) { ++n; });
    }
  }
  Lock hold(report->mu);
  if (mine > 0) report->errors.update([=](int& n) { n += mine; });
}

void count_errors(bool at_the_end) {
  auto* report = make<Report>();
  auto* workers = make<WaitGroup>();
  for (int worker = 0; worker < 2; ++worker) workers->go([=] { scan(report, at_the_end); });
  workers->wait();
  check(report->errors.read() == 2, "every bad sample is counted");
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/parallel_statistics_unlocked_errors",
    .story =
        "The sums are kept apart and joined properly, but bad samples were thought to be rare: "
        "their number is counted straight into the report, by all workers at once.",
    .tags = "pattern waitgroup shared-state error",
    .expect = {Kind::data_race},
    .body = [] { count_errors(false); },
    .fixed = [] { count_errors(true); },
};

}  // namespace heddle::scenarios::patterns::parallel_statistics_unlocked_errors
