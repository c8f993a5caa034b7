#include <heddle/heddle.h>

namespace heddle::scenarios::patterns::context_tree_cancelled_by_callee {
namespace {

struct Page {
  Chan<int> text = make_chan<int>();
  Atomic<bool> text_shown{false};
};

void show_text(Page* page, Context ctx) {
  if (select({page->text.on_recv(), ctx.done().on_recv()}) == 0) page->text_shown.store(true);
}

void show_page(bool own_context) {
  auto [page_ctx, cancel_page] = with_cancel(background());
  Defer stop_page(cancel_page);
  auto [banner_ctx, cancel_banner] = with_cancel(page_ctx);
  Defer stop_banner(cancel_banner);
  const CancelFunc give_up = own_context ? cancel_banner : cancel_page;
  auto* page = make<Page>();
  auto* parts = make<WaitGroup>();
  parts->go([=] { give_up(); });  // the banner cannot be had
  parts->go([=] { show_text(page, page_ctx); });
  select({page->text.on_send(1), page_ctx.done().on_recv()});
  parts->wait();
  check(page->text_shown.load(), "the text is shown without the banner");
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "patterns/context_tree_cancelled_by_callee",
    .story =
        "A part of a page that fails cancels the context it was given, which is that of the whole "
        "page. The other part, with nothing wrong, is given up too.",
    .tags = "pattern context cancellation",
    .expect = {Kind::check_failed},
    .body = [] { show_page(false); },
    .fixed = [] { show_page(true); },
};

}  // namespace heddle::scenarios::patterns::context_tree_cancelled_by_callee
