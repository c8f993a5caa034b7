#include <heddle/heddle.h>

#include <optional>

namespace heddle::scenarios::patterns::first_result_wins {
namespace {

using namespace std::chrono_literals;

constexpr int mirrors = 3;

struct Answer {
  int mirror = 0;
  bool good = false;
};

void ask(Context ctx, int mirror, SendChan<Answer> answers) {
  const Duration latency = (mirror + 1) * 10ms;
  const bool done = select({after(latency).on_recv(), ctx.done().on_recv()}) == 0;
  answers.send({.mirror = mirror, .good = done && mirror != 0});
}

std::optional<Answer> first_good(Context parent) {
  auto [ctx, cancel] = with_cancel(parent);
  Defer stop(cancel);
  Chan<Answer> answers = make_chan<Answer>(mirrors);
  for (int mirror = 0; mirror < mirrors; ++mirror) {
    go("mirror", [=] { ask(ctx, mirror, answers); });
  }
  for (int received = 0; received < mirrors; ++received) {
    const Answer answer = *answers.recv();
    if (answer.good) return answer;
  }
  return std::nullopt;
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/first_result_wins",
    .story =
        "A file is asked for at three mirrors at once and the first answer is taken. The others "
        "are told to stop, and each has room for its answer, so all of them end.",
    .tags = "pattern channel context fan-out timeout",
    .body =
        [] {
          const std::optional<Answer> answer = first_good(background());
          check(answer.has_value(), "some mirror has the file");
          check(answer->mirror != 0, "a failure does not win");
        },
};

}  // namespace heddle::scenarios::patterns::first_result_wins
