#include <heddle/heddle.h>

namespace heddle::scenarios::channels::length_is_no_promise {
namespace {

constexpr int letters = 3;

struct Outbox {
  Chan<int> queue = make_chan<int>(letters);
  Atomic<int> sent{0};
  WaitGroup couriers;

  void deliver_while_length() {
    while (queue.len() > 0) {
      queue.recv();
      sent.add(1);
    }
  }
  void deliver_while_there() {
    while (queue.try_recv()) sent.add(1);
  }
};

void empty_outbox(void (Outbox::*deliver)()) {
  auto* outbox = make<Outbox>();
  for (int letter = 0; letter < letters; ++letter) outbox->queue.send(letter);
  outbox->couriers.go([=] { (outbox->*deliver)(); });
  outbox->couriers.go([=] { (outbox->*deliver)(); });
  outbox->couriers.wait();
  check(outbox->sent.load() == letters, "all letters are sent");
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "channels/length_is_no_promise",
    .story =
        "Two couriers empty a queue: each looks whether its length is more than zero before it "
        "takes a letter. The last letter is seen by both, and one of them waits for it for ever.",
    .tags = "channel len check-then-act",
    .expect = {Kind::deadlock},
    .body = [] { empty_outbox(&Outbox::deliver_while_length); },
    .fixed = [] { empty_outbox(&Outbox::deliver_while_there); },
};

}  // namespace heddle::scenarios::channels::length_is_no_promise
