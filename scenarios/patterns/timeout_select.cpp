#include <heddle/heddle.h>

#include <optional>

namespace heddle::scenarios::patterns::timeout_select {
namespace {

using namespace std::chrono_literals;

struct Question {
  int host = 0;
  Chan<int> reply = make_chan<int>(1);
};

std::optional<int> look_up(SendChan<Question*> server, int host) {
  auto* question = make<Question>(host);
  server.send(question);
  std::optional<int> address;
  select({question->reply.on_recv(address), after(10ms).on_recv()});
  return address;
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/timeout_select",
    .story =
        "A client asks a name server and gives up after ten milliseconds. Each question has a "
        "reply channel of its own with room for the answer, so a late one is kept away from the "
        "next question and blocks nobody.",
    .tags = "pattern channel select timeout",
    .body =
        [] {
          Chan<Question*> server = make_chan<Question*>(1);
          go("server", [=] {
            for (Question* question : server) {
              if (choose(2) == 1) sleep(20ms);
              question->reply.send(question->host * 100);
            }
          });
          for (int host = 1; host <= 2; ++host) {
            const std::optional<int> address = look_up(server, host);
            if (address) check(*address == host * 100, "an answer belongs to its question");
          }
          server.close();
        },
};

}  // namespace heddle::scenarios::patterns::timeout_select
