#include <heddle/heddle.h>
#include <heddle/main.h>

#include <atomic>

// Ordinary variables, and nothing of Heddle.
int price = 0;
std::atomic<bool> ready = false;

void announce() {
  ready = true;
  price = 42;
}

void look() {
  if (ready) heddle::check(price >= 0, "a price is not negative");
}

constinit const heddle::Scenario offer{
    .name = "offer",
    .story = "The flag says that there is a price before there is one.",
    .expect = {heddle::Kind::data_race},
    .body =
        [] {
          price = 0;
          ready = false;
          heddle::go("shop", announce);
          heddle::go("customer", look);
        },
};

int main(int argc, char** argv) { return heddle::main(argc, argv, {&offer}); }
