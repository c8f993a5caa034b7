#include <heddle/heddle.h>

#include <array>
#include <cstddef>

namespace heddle::scenarios::races::shared_map {
namespace {

// A map in small: a bucket for each key, and how many are taken.
struct Prices {
  std::array<Var<int>, 2> buckets;
  Var<std::size_t> size{0};

  void insert(std::size_t key, int price) {
    buckets[key].write(price);
    size.write(size.read() + 1);
  }
};

struct Shop {
  Mutex mu;
  Prices prices;
  WaitGroup loaders;

  void load(bool locked) {
    for (std::size_t key = 0; key < prices.buckets.size(); ++key) {
      loaders.go([this, key, locked] {
        if (locked) {
          Lock hold(mu);
          prices.insert(key, 10);
        } else {
          prices.insert(key, 10);
        }
      });
    }
    loaders.wait();
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "races/shared_map",
    .story =
        "Two loaders fill one map without a lock: they have different keys, so they think they "
        "cannot get in each other's way. But each insertion also changes the map's size.",
    .tags = "map waitgroup",
    .expect = {Kind::data_race},
    .body = [] { make<Shop>()->load(false); },
    .fixed =
        [] {
          auto* shop = make<Shop>();
          shop->load(true);
          check(shop->prices.size.read() == 2, "the map knows of both prices");
        },
};

}  // namespace heddle::scenarios::races::shared_map
