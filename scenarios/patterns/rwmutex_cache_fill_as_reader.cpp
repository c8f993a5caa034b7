#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::rwmutex_cache_fill_as_reader {
namespace {

struct Cache {
  RWMutex mu;
  Var<int> rate{0};

  int get_as_reader() {
    SharedLock hold(mu);
    if (rate.read() == 0) rate.write(110);
    return rate.read();
  }
  int get_as_writer() {
    Lock hold(mu);
    if (rate.read() == 0) rate.write(110);
    return rate.read();
  }
};

void use_cache(bool as_writer) {
  auto* cache = make<Cache>();
  auto* users = make<WaitGroup>();
  for (int user = 0; user < 2; ++user) {
    users->go([=] {
      const int rate = as_writer ? cache->get_as_writer() : cache->get_as_reader();
      check(rate == 110, "everybody gets the right rate");
    });
  }
  users->wait();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/rwmutex_cache_fill_as_reader",
    .story =
        "A miss is filled in under the reading lock, which any number of goroutines hold at once. "
        "Their writes are unordered, with each other and with other people's reads.",
    .tags = "pattern rwmutex cache",
    .expect = {Kind::data_race},
    .body = [] { use_cache(false); },
    .fixed = [] { use_cache(true); },
};

}  // namespace heddle::scenarios::patterns::rwmutex_cache_fill_as_reader
