#include <heddle/heddle.h>

#include <array>
#include <cstddef>

namespace heddle::scenarios::patterns::rwmutex_cache {
namespace {

struct Cache {
  RWMutex mu;
  std::array<Var<int>, 2> rates;  // 0: not known yet
  Atomic<int> fetched;

  int get(std::size_t currency) {
    {
      SharedLock hold(mu);
      if (int rate = rates[currency].read()) return rate;
    }
    Lock hold(mu);
    if (rates[currency].read() == 0) {
      fetched.add(1);
      rates[currency].write(110 + static_cast<int>(currency));
    }
    return rates[currency].read();
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/rwmutex_cache",
    .story =
        "Rates are looked up under the reading lock. On a miss the writing lock is taken and the "
        "cache looked at again, because somebody else may have filled it; each rate is fetched "
        "once.",
    .tags = "pattern rwmutex cache",
    .body =
        [] {
          auto* cache = make<Cache>();
          auto* users = make<WaitGroup>();
          for (std::size_t currency : {0U, 1U, 0U}) {
            users->go([=] {
              const int rate = 110 + static_cast<int>(currency);
              check(cache->get(currency) == rate, "everybody gets the right rate");
            });
          }
          users->wait();
          check(cache->fetched.load() == 2, "each rate is fetched once");
        },
};

}  // namespace heddle::scenarios::patterns::rwmutex_cache
