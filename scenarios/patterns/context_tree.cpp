#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::context_tree {
namespace {

struct Part {
  Atomic<int> working;
  WaitGroup workers;

  void work(Context ctx) {
    working.add(1);
    workers.go([=, this] {
      ctx.done().recv();
      working.add(-1);
    });
  }
};

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/context_tree",
    .story =
        "A page is made of two parts, each in a context of its own below that of the page. Giving "
        "up one part ends the work below it and leaves the other alone; giving up the page ends "
        "everything.",
    .tags = "pattern context cancellation",
    .body =
        [] {
          auto [page, cancel_page] = with_cancel(background());
          Defer stop_page(cancel_page);
          auto [adverts, cancel_adverts] = with_cancel(page);
          Defer stop_adverts(cancel_adverts);
          auto [text, cancel_text] = with_cancel(page);
          Defer stop_text(cancel_text);
          auto [banner, cancel_banner] = with_cancel(adverts);
          Defer stop_banner(cancel_banner);
          auto* advert_part = make<Part>();
          auto* text_part = make<Part>();
          advert_part->work(banner);
          text_part->work(text);
          cancel_adverts();
          advert_part->workers.wait();
          check(banner.err() == canceled, "what is below a part ends with it");
          check(!text.err() && text_part->working.load() == 1, "the other part goes on");
          cancel_page();
          text_part->workers.wait();
          check(text.err() == canceled, "all parts end with the page");
        },
};

}  // namespace heddle::scenarios::patterns::context_tree
