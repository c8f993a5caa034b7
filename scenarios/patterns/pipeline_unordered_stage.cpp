#include <heddle/heddle.h>

#include <array>
#include <cstddef>

namespace heddle::scenarios::patterns::pipeline_unordered_stage {
namespace {

Chan<int> read_lines() {
  Chan<int> out = make_chan<int>(2);
  for (int line = 1; line <= 2; ++line) out.send(line);
  out.close();
  return out;
}

// Each goroutine has its own output; line n is in output n % 2, so a reader can restore the order.
void parse(RecvChan<int> in, const std::array<Chan<int>, 2>& outputs, bool by_line) {
  for (int worker = 0; worker < 2; ++worker) {
    go("parser", [=] {
      for (int line : in) {
        const int output = by_line ? line % 2 : 0;
        outputs[static_cast<std::size_t>(output)].send(line * 10);
      }
    });
  }
}

void run_pipeline(bool by_line) {
  const std::array<Chan<int>, 2> outputs{make_chan<int>(2), make_chan<int>(2)};
  parse(read_lines(), outputs, by_line);
  for (int line = 1; line <= 2; ++line) {
    const int output = by_line ? line % 2 : 0;
    const int parsed = *outputs[static_cast<std::size_t>(output)].recv();
    check(parsed == line * 10, "lines leave in the order in which they came");
  }
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/pipeline_unordered_stage",
    .story =
        "To make it faster the middle stage of a pipeline gets a second goroutine. Both take from "
        "the same input, and a line that was quick overtakes the one before it.",
    .tags = "pattern channel pipeline order",
    .expect = {Kind::check_failed},
    .body = [] { run_pipeline(false); },
    .fixed = [] { run_pipeline(true); },
};

}  // namespace heddle::scenarios::patterns::pipeline_unordered_stage
