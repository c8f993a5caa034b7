#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::errgroup {
namespace {

struct Page {
  Error offline = new_error("weather service is offline");
  Chan<int> news = make_chan<int>();  // a slow feed
  Atomic<int> fetching;

  Error fetch_title(Context) const { return {}; }
  Error fetch_weather(Context) const { return offline; }
  Error fetch_news(Context ctx) const {
    if (select({news.on_recv(), ctx.done().on_recv()}) == 0) return {};
    return ctx.err();
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/errgroup",
    .story =
        "A page is made of three parts fetched side by side. The first part that fails decides the "
        "error and closes the group's context, so that the others stop early; nobody is left when "
        "wait returns.",
    .tags = "pattern errgroup context error",
    .body =
        [] {
          auto* page = make<Page>();
          ErrGroup group(background());
          Context ctx = group.context();
          for (auto fetch : {&Page::fetch_title, &Page::fetch_weather, &Page::fetch_news}) {
            group.go([=] {
              page->fetching.add(1);
              Defer end([=] { page->fetching.add(-1); });
              return (page->*fetch)(ctx);
            });
          }
          const Error failed = group.wait();
          check(failed == page->offline, "the first failure is the group's error");
          check(ctx.cause() == page->offline, "the context tells why it was closed");
          check(page->fetching.load() == 0, "nobody is left behind");
        },
};

}  // namespace heddle::scenarios::patterns::errgroup
