#include <gtest/gtest.h>
#include <heddle/heddle.h>

using namespace heddle;

// The code under test: a counter that hands out ticket numbers.
class Tickets {
 public:
  int draw() { return next_.add(1); }
  int draw_carelessly() {
    int number = next_.load() + 1;
    next_.store(number);
    return number;
  }

 private:
  Atomic<int> next_{0};
};

// Two people draw at the same time. `draw` is the function under test.
void two_people(int (Tickets::*draw)()) {
  Tickets tickets;
  Chan<int> drawn = make_chan<int>(2);
  for (int person = 0; person < 2; ++person) go([&] { drawn.send((tickets.*draw)()); });
  int one = *drawn.recv();
  int two = *drawn.recv();
  check(one != two, "everybody has a number of their own");
}

TEST(Tickets, AreDifferent) {
  Report report = explore([] { two_people(&Tickets::draw); }, {.strategy = "dpor"});
  EXPECT_TRUE(report.ok()) << report;
  EXPECT_TRUE(report.complete());
}

TEST(Tickets, AreDifferentWhenDrawnCarelessly) {
  Report report = explore([] { two_people(&Tickets::draw_carelessly); }, {.seed = 1});
  EXPECT_TRUE(report.ok()) << report;
}
