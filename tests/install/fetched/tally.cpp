#include "tally.h"

#include <heddle/heddle.h>

namespace tally {
namespace {

struct Votes {
  int yes = 0;

  void count() { ++yes; }
};

}  // namespace

constinit const heddle::Scenario votes{
    .name = "votes",
    .story = "Two polling stations count into one number, and nobody locks it.",
    .expect = {heddle::Kind::data_race},
    .body =
        [] {
          auto* const all = heddle::make<Votes>();
          auto* const stations = heddle::make<heddle::WaitGroup>();
          for (int i = 0; i < 2; ++i) stations->go([all] { all->count(); });
          stations->wait();
        },
    .fixed =
        [] {
          auto* const all = heddle::make<Votes>();
          auto* const lock = heddle::make<heddle::Mutex>();
          auto* const stations = heddle::make<heddle::WaitGroup>();
          for (int i = 0; i < 2; ++i) {
            stations->go([all, lock] {
              const heddle::Lock hold(*lock);
              all->count();
            });
          }
          stations->wait();
        },
};

}  // namespace tally
