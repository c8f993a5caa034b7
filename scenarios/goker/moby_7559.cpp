#include <heddle/heddle.h>

namespace heddle::scenarios::goker::moby_7559 {
namespace {

constexpr int datagrams = 2;

// Passes datagrams on to a container, with a connection for every client.
struct UdpProxy {
  Mutex mu;
  Var<int> connections{0};

  static bool dial() { return false; }  // the container has no address

  void run(bool unlocks) {
    for (int datagram = 0; datagram < datagrams; ++datagram) {
      mu.lock();
      if (!dial()) {
        if (unlocks) mu.unlock();
        continue;
      }
      connections.write(connections.read() + 1);
      mu.unlock();
    }
  }
};

void forward(bool unlocks) {
  auto* proxy = make<UdpProxy>();
  go("proxy", [=] { proxy->run(unlocks); });
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/moby_7559",
    .story =
        "A UDP proxy locks its table of connections for each datagram. When it cannot dial the "
        "container it goes on with the next one and does not unlock, so it waits for itself.",
    .tags = "goker moby blocking mutex missing-unlock",
    .expect = {Kind::leak},
    .body = [] { forward(false); },
    .fixed = [] { forward(true); },
};

}  // namespace heddle::scenarios::goker::moby_7559
