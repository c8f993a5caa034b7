#include <heddle/heddle.h>

namespace heddle::scenarios::races::counted_reads {
namespace {

struct Dictionary {
  RWMutex mu;
  Var<int> word{42};
  Var<int> hits{0};
  Atomic<int> hits_atomic{0};

  int look_up() {
    SharedLock hold(mu);
    hits.write(hits.read() + 1);
    return word.read();
  }
  int look_up_atomic() {
    SharedLock hold(mu);
    hits_atomic.add(1);
    return word.read();
  }
  void learn(int meaning) {
    Lock hold(mu);
    word.write(meaning);
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "races/counted_reads",
    .story =
        "A look-up takes the read lock, since it only reads; then somebody adds a number of hits "
        "to it. Readers do not keep each other out, so the count is written by two at once.",
    .tags = "rwmutex counter",
    .expect = {Kind::data_race},
    .body =
        [] {
          auto* words = make<Dictionary>();
          go("reader", [=] { words->look_up(); });
          go("reader", [=] { words->look_up(); });
          words->learn(43);
        },
    .fixed =
        [] {
          auto* words = make<Dictionary>();
          go("reader", [=] { words->look_up_atomic(); });
          go("reader", [=] { words->look_up_atomic(); });
          words->learn(43);
        },
};

}  // namespace heddle::scenarios::races::counted_reads
