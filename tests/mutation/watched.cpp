// Programs whose plain memory is watched.

#include "watched.h"

#include <heddle/heddle.h>

namespace heddle::mutation {
namespace {

[[gnu::noinline]] int* address_of_a_local() {
  int locals[256] = {1};
  int* volatile hidden = locals;
  return hidden;
}

}  // namespace

constinit const Scenario hands_out_a_local{
    .name = "hands_out_a_local",
    .story = "A function returns the address of its local, and another goroutine reads it.",
    .expect = {Kind::dead_stack},
    .body = [] {
      Chan<int*> chan = make_chan<int*>();
      Chan<int> done = make_chan<int>();
      go("reader", [=] {
        const int* local = *chan.recv();
        yield();
        done.send(*local);
      });
      chan.send(address_of_a_local());
      done.recv();
    }};

}  // namespace heddle::mutation
