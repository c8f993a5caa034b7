#include <heddle/heddle.h>
#include <heddle/main.h>

using namespace heddle;

namespace {

struct Account {
  Mutex mutex;
  int number = 0;
  int money = 100;
};

void transfer(Account& from, Account& to) {
  Lock first(from.mutex);
  Lock second(to.mutex);
  from.money -= 10;
  to.money += 10;
}

void transfer_in_order(Account& from, Account& to) {
  bool from_first = from.number < to.number;
  Lock first(from_first ? from.mutex : to.mutex);
  Lock second(from_first ? to.mutex : from.mutex);
  from.money -= 10;
  to.money += 10;
}

void both_ways(void (*move)(Account&, Account&)) {
  Account rent{.mutex = {}, .number = 1};
  Account food{.mutex = {}, .number = 2};
  WaitGroup clerks;
  clerks.go([&] { move(rent, food); });
  clerks.go([&] { move(food, rent); });
  clerks.wait();
}

constinit const Scenario transfers{
    .name = "transfers",
    .story = "Two transfers in opposite directions lock the same two accounts.",
    .expect = {Kind::deadlock},
    .body = [] { both_ways(transfer); },
    .fixed = [] { both_ways(transfer_in_order); },
};

}  // namespace

int main(int argc, char** argv) { return heddle::main(argc, argv, {&transfers}); }
