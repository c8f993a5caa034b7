#include <heddle/heddle.h>

#include <optional>

namespace heddle::scenarios::patterns::timeout_select_late_answer {
namespace {

using namespace std::chrono_literals;

struct Question {
  int host = 0;
  Chan<int> reply;
};

void look_up_twice(bool own_reply) {
  Chan<Question> server = make_chan<Question>(2);
  go("server", [=] {
    for (const Question& question : server) {
      if (question.host == 1) sleep(20ms);
      question.reply.send(question.host * 100);
    }
  });
  Chan<int> shared = make_chan<int>(2);
  for (int host = 1; host <= 2; ++host) {
    Chan<int> reply = own_reply ? make_chan<int>(1) : shared;
    server.send({.host = host, .reply = reply});
    std::optional<int> address;
    select({reply.on_recv(address), after(15ms).on_recv()});
    if (address) check(*address == host * 100, "an answer belongs to its question");
  }
  server.close();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/timeout_select_late_answer",
    .story =
        "All questions of a client share one reply channel. The answer to a question it has given "
        "up on is still on its way, and is then taken for the answer to the next one.",
    .tags = "pattern channel select timeout",
    .expect = {Kind::check_failed},
    .body = [] { look_up_twice(false); },
    .fixed = [] { look_up_twice(true); },
};

}  // namespace heddle::scenarios::patterns::timeout_select_late_answer
