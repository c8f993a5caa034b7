#include <heddle/heddle.h>

namespace heddle::scenarios::leaks::dropped_request {
namespace {

struct Query {
  int product = 0;
  Chan<int> reply;
};

constexpr int products = 5;

// The price list: answers each query on the channel that came with it.
void serve_prices(RecvChan<Query> queries, bool answer_unknown) {
  for (const Query& query : queries) {
    if (query.product < products) {
      query.reply.send(100 * query.product);
    } else if (answer_unknown) {
      query.reply.close();
    }
  }
}

void shop(bool answer_unknown) {
  Chan<Query> queries = make_chan<Query>(1);
  go("prices", [=] { serve_prices(queries, answer_unknown); });
  for (const int product : {3, 7}) {
    const Query query{.product = product, .reply = make_chan<int>()};
    go("page", [=] { log(query.reply.recv() ? "price shown" : "no such product"); });
    queries.send(query);
  }
  queries.close();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "leaks/dropped_request",
    .story =
        "Each page asks the price list and waits on a reply channel of its own. The list skips "
        "products it does not know without a word, and the page that asked waits for ever.",
    .tags = "channel request-reply",
    .expect = {Kind::leak},
    .body = [] { shop(false); },
    .fixed = [] { shop(true); },
};

}  // namespace heddle::scenarios::leaks::dropped_request
