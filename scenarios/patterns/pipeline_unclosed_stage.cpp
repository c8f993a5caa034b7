#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::pipeline_unclosed_stage {
namespace {

RecvChan<int> read_lines() {
  Chan<int> out = make_chan<int>();
  go("reader", [=] {
    for (int line = 1; line <= 3; ++line) out.send(line);
    out.close();
  });
  return out;
}

RecvChan<int> parse(RecvChan<int> in, bool close_output) {
  Chan<int> out = make_chan<int>(1);
  go("parser", [=] {
    for (int line : in) out.send(line * 10);
    if (close_output) out.close();
  });
  return out;
}

void add_up(bool close_output) {
  int total = 0;
  for (int amount : parse(read_lines(), close_output)) total += amount;
  check(total == 60, "every line has gone through");
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/pipeline_unclosed_stage",
    .story =
        "The middle stage of a pipeline ends with its input but does not close its output. All "
        "values get through; then the reader waits for more of them.",
    .tags = "pattern channel pipeline close",
    .expect = {Kind::deadlock},
    .body = [] { add_up(false); },
    .fixed = [] { add_up(true); },
};

}  // namespace heddle::scenarios::patterns::pipeline_unclosed_stage
