#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::rwmutex_cache_no_second_look {
namespace {

struct Cache {
  RWMutex mu;
  Var<int> rate{0};
  Var<int> fetched{0};

  int get(bool look_again) {
    {
      SharedLock hold(mu);
      if (int known = rate.read()) return known;
    }
    Lock hold(mu);
    if (look_again && rate.read() != 0) return rate.read();
    fetched.update([](int& times) { ++times; });
    rate.write(110);
    return 110;
  }
};

void use_cache(bool look_again) {
  auto* cache = make<Cache>();
  auto* users = make<WaitGroup>();
  for (int user = 0; user < 2; ++user) {
    users->go([=] { check(cache->get(look_again) == 110, "everybody gets the rate"); });
  }
  users->wait();
  check(cache->fetched.read() == 1, "the rate is fetched once");
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/rwmutex_cache_no_second_look",
    .story =
        "Between the look under the reading lock and the filling under the writing lock somebody "
        "else may have filled the cache. Without a second look the rate is fetched, and paid for, "
        "twice.",
    .tags = "pattern rwmutex cache check-then-act",
    .expect = {Kind::check_failed},
    .body = [] { use_cache(false); },
    .fixed = [] { use_cache(true); },
};

}  // namespace heddle::scenarios::patterns::rwmutex_cache_no_second_look
