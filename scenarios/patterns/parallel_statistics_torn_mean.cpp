#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::parallel_statistics_torn_mean {
namespace {

struct Statistics {
  Mutex mu;
  Var<int> count{0};
  Var<int> sum{0};

  void add_count() {
    Lock hold(mu);
    count.update([](int& n) { ++n; });
  }
  void add_sum(int sample) {
    Lock hold(mu);
    sum.update([=](int& n) { n += sample; });
  }
  void add(int sample) {
    Lock hold(mu);
    count.update([](int& n) { ++n; });
    sum.update([=](int& n) { n += sample; });
  }
  bool mean_is(int mean) {
    Lock hold(mu);
    const int expected = mean * count.read();
    return sum.read() == expected;
  }
};

void measure(bool in_one_section) {
  auto* statistics = make<Statistics>();
  auto* workers = make<WaitGroup>();
  for (int worker = 0; worker < 2; ++worker) {
    workers->go([=] {
      if (in_one_section) {
        statistics->add(5);
      } else {
        statistics->add_count();
        statistics->add_sum(5);
      }
    });
  }
  check(statistics->mean_is(5), "the mean of fives is five");
  workers->wait();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/parallel_statistics_torn_mean",
    .story =
        "Count and sum are each changed and read under the lock, but in two separate sections. A "
        "reader in between sees a count without its sum and reports a mean that never was.",
    .tags = "pattern mutex atomicity",
    .expect = {Kind::check_failed},
    .body = [] { measure(false); },
    .fixed = [] { measure(true); },
};

}  // namespace heddle::scenarios::patterns::parallel_statistics_torn_mean
