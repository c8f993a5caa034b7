#include <heddle/heddle.h>

using namespace heddle;

extern const Scenario transfer;

constinit const Scenario transfer{
    .name = "transfer",
    .story = "Two transfers in opposite directions take the two accounts' locks in opposite order.",
    .expect = {Kind::deadlock},
    .body =
        [] {
          Mutex alice;
          Mutex bob;
          WaitGroup both;
          both.go([&] {
            const Lock from(alice);
            const Lock to(bob);
          });
          both.go([&] {
            const Lock from(bob);
            const Lock to(alice);
          });
          both.wait();
        },
    .fixed =
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
};
