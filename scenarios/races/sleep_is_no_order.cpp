#include <heddle/heddle.h>

namespace heddle::scenarios::races::sleep_is_no_order {

using namespace std::chrono_literals;

extern constinit const Scenario scenario{
    .name = "races/sleep_is_no_order",
    .story =
        "A test gives a server ten milliseconds to fill in its address and then reads it. "
        "It always works, and nothing orders the write and the read.",
    .tags = "sleep",
    .expect = {Kind::data_race},
    .body =
        [] {
          auto* port = make<Var<int>>(0);
          go("server", [=] { port->write(8080); });
          sleep(10ms);
          port->read();
        },
    .fixed =
        [] {
          auto* port = make<Var<int>>(0);
          Chan<Unit> listening = make_chan<Unit>();
          go("server", [=] {
            port->write(8080);
            listening.close();
          });
          listening.recv();
          check(port->read() == 8080, "the server has said where it listens");
        },
};

}  // namespace heddle::scenarios::races::sleep_is_no_order
