#include <gtest/gtest.h>
#include <heddle/heddle.h>

using namespace heddle;

namespace {

TEST(Transfer, SameOrderIsRight) {
  const Report report = explore(
      [] {
        Mutex alice;
        Mutex bob;
        WaitGroup both;
        for (int i = 0; i < 2; ++i) {
          both.go([&] {
            const Lock first(alice);
            const Lock second(bob);
          });
        }
        both.wait();
      },
      {.strategy = "dfs"});
  EXPECT_TRUE(report.ok()) << report;
}

TEST(Transfer, OppositeOrderIsFound) {
  const Report report = explore(
      [] {
        Mutex alice;
        Mutex bob;
        go([&] {
          const Lock from(alice);
          const Lock to(bob);
        });
        const Lock from(bob);
        const Lock to(alice);
      },
      {.strategy = "random", .runs = 1000, .seed = 7});
  EXPECT_FALSE(report.ok());
  EXPECT_TRUE(report.found(Kind::deadlock)) << report;
}

}  // namespace
