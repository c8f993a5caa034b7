#include <heddle/heddle.h>
#include <heddle/main.h>

using namespace heddle;
using namespace std::chrono_literals;

namespace {

// The printer needs one hour, and we wait for two.
void print(bool ready_for_more) {
  Chan<int> printed = make_chan<int>(1);
  go("printer", [=] {
    sleep(1h);
    printed.send(7);
  });
  std::optional<int> pages;
  switch (select({printed.on_recv(pages), after(2h).on_recv()})) {
    case 0: check(*pages == 7, "all pages are there"); break;
    case 1: check(ready_for_more, "one hour is over before two"); break;
  }
}

constinit const Scenario printing{
    .name = "printing",
    .story = "A time limit with plenty of room is met all the same.",
    .expect = {Kind::check_failed},
    .body = [] { print(false); },
    .fixed = [] { print(true); },
};

}  // namespace

int main(int argc, char** argv) { return heddle::main(argc, argv, {&printing}); }
