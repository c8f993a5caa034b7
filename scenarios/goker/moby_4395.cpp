#include <heddle/heddle.h>

namespace heddle::scenarios::goker::moby_4395 {
namespace {

// Runs a function in a goroutine; what it returns can be received.
template <class F>
RecvChan<Error> promise(int room, F function) {
  Chan<Error> result = make_chan<Error>(room);
  go("promise", [=] { result.send(function()); });
  return result;
}

Error copy_output() { return nullptr; }

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/moby_4395",
    .story =
        "A helper runs a function in a goroutine and returns a channel for its error. A caller "
        "who does not care for the error leaves the goroutine with a send that nobody takes.",
    .tags = "goker moby blocking channel",
    .expect = {Kind::leak},
    .body = [] { promise(0, copy_output); },
    .fixed = [] { promise(1, copy_output); },
};

}  // namespace heddle::scenarios::goker::moby_4395
