#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::pipeline {
namespace {

constexpr int lines = 3;

RecvChan<int> read_lines() {
  Chan<int> out = make_chan<int>();
  go("reader", [=] {
    for (int line = 1; line <= lines; ++line) out.send(line);
    out.close();
  });
  return out;
}

RecvChan<int> parse(RecvChan<int> in) {
  Chan<int> out = make_chan<int>(1);
  go("parser", [=] {
    for (int line : in) out.send(line * 10);
    out.close();
  });
  return out;
}

RecvChan<int> running_totals(RecvChan<int> in) {
  Chan<int> out = make_chan<int>();
  go("totals", [=] {
    int total = 0;
    for (int amount : in) out.send(total += amount);
    out.close();
  });
  return out;
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/pipeline",
    .story =
        "Three stages joined by channels: lines are read, parsed and added up. Each stage closes "
        "its output when its input has ended, so the end travels through the pipeline, and order "
        "is kept.",
    .tags = "pattern channel pipeline",
    .body =
        [] {
          int seen = 0;
          int last = 0;
          for (int total : running_totals(parse(read_lines()))) {
            check(total > last, "totals come in the order of the lines");
            last = total;
            ++seen;
          }
          check(seen == lines && last == 60, "every line has gone through");
        },
};

}  // namespace heddle::scenarios::patterns::pipeline
