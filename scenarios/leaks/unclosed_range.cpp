#include <heddle/heddle.h>

namespace heddle::scenarios::leaks::unclosed_range {
namespace {

struct WordCount {
  Chan<int> counts = make_chan<int>();
  WaitGroup mappers;
  Atomic<int> total{0};

  void reduce() {
    for (const int count : counts) total.add(count);
  }
};

void count_words(bool close_at_end) {
  auto* words = make<WordCount>();
  go("reducer", [=] { words->reduce(); });
  for (const int page : {120, 80}) {
    words->mappers.go([=] { words->counts.send(page); });
  }
  words->mappers.wait();
  if (close_at_end) words->counts.close();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "leaks/unclosed_range",
    .story =
        "Mappers count words and a reducer adds up whatever comes through the channel until it "
        "is closed. All mappers are waited for, but nobody closes the channel.",
    .tags = "channel range waitgroup",
    .expect = {Kind::leak},
    .body = [] { count_words(false); },
    .fixed = [] { count_words(true); },
};

}  // namespace heddle::scenarios::leaks::unclosed_range
